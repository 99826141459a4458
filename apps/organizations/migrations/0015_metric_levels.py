from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0014_library_files_are_used'),
    ]

    operations = [
        migrations.AddField(
            model_name='metric',
            name='levels',
            field=models.JSONField(blank=True, default=list, verbose_name='填报层级'),
        ),
    ]
