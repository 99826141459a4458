"""Each file of a library has a use of its own: it stays readable when everything else lets go of it."""

from django.db import migrations

FILL = """
INSERT INTO core_fileuse
    (id, file_id, name, purpose, owner_type_id, owner_id, organization_path, uploaded_by_id, created_at, shows_position)
SELECT gen_random_uuid(), l.file_id, l.name, 'library', t.id, l.id::text, l.organization_path, l.added_by_id,
    l.created_at, false
FROM organizations_libraryfile l
JOIN django_content_type t ON t.app_label = 'organizations' AND t.model = 'libraryfile'
"""
CLEAR = "DELETE FROM core_fileuse WHERE purpose = 'library'"


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0013_metric_asked"),
        ("core", "0003_files_and_uploads"),
    ]

    operations = [
        migrations.RunSQL(FILL, CLEAR),
    ]
