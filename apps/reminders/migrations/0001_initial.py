import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.core.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60)),
                ('subject', models.CharField(help_text='app.model:pk of what it is about', max_length=80)),
                ('threshold', models.CharField(blank=True, max_length=20)),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('body', models.CharField(blank=True, max_length=500, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=200)),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='期限')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['recipient', 'read_at', '-created_at'], name='notice_inbox')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'subject', 'recipient', 'threshold'), name='notice_once')],
            },
        ),
    ]
