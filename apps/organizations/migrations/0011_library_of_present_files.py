"""Files that organizations have given before stand in their libraries from now on."""

from django.db import migrations

FILL = """
INSERT INTO organizations_libraryfile
    (organization_id, organization_path, file_id, name, kind, tags, number, added_by_id, created_at, version)
SELECT DISTINCT ON (o.id, u.file_id)
    o.id, o.path, u.file_id, u.name,
    CASE
        WHEN f.content_type LIKE 'image/%' THEN 'picture'
        WHEN f.content_type = 'application/pdf' THEN 'pdf'
        WHEN f.content_type LIKE '%spreadsheet%' THEN 'sheet'
        ELSE 'text'
    END,
    '{}', 1, u.uploaded_by_id, u.created_at, 1
FROM core_fileuse u
JOIN core_storedfile f ON f.id = u.file_id
JOIN organizations_organization o ON o.path = u.organization_path
WHERE u.removed_at IS NULL AND u.purpose IN ('evidence', 'application', 'work_record', 'event', 'rectification')
ORDER BY o.id, u.file_id, u.created_at
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', "0010_library"),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
