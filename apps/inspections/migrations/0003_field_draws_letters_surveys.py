
import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.core.clock


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0010_queue_in_turn'),
        ('campaigns', '0006_announcements'),
        ('core', '0003_files_and_uploads'),
        ('inspections', '0002_verified_figures'),
        ('organizations', '0015_metric_levels'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('standards', '0003_supersede_older_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('group', models.CharField(max_length=20, verbose_name='身份')),
                ('source', models.CharField(choices=[('online', '扫码'), ('paper', '纸质票录入')], max_length=10, verbose_name='来源')),
                ('answers', models.JSONField()),
                ('given_on', models.DateField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='BallotCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=20)),
                ('held_on', models.DateField(verbose_name='会议日期')),
                ('issued', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='发出票数')),
                ('received', models.PositiveIntegerField(verbose_name='收回票数')),
                ('valid', models.PositiveIntegerField(verbose_name='有效票数')),
                ('counted_by', models.CharField(max_length=40, verbose_name='计票人')),
                ('supervised_by', models.CharField(max_length=40, verbose_name='监票人')),
                ('recorded_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='BallotCountEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('group', models.CharField(max_length=20)),
                ('held_on', models.DateField(verbose_name='会议日期')),
                ('issued', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='发出票数')),
                ('received', models.PositiveIntegerField(verbose_name='收回票数')),
                ('valid', models.PositiveIntegerField(verbose_name='有效票数')),
                ('counted_by', models.CharField(max_length=40, verbose_name='计票人')),
                ('supervised_by', models.CharField(max_length=40, verbose_name='监票人')),
                ('recorded_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='文号')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('issued', '已印发')], default='draft', max_length=20)),
                ('drafted_at', models.DateTimeField(default=apps.core.clock.now)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='BulletinEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='文号')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('issued', '已印发')], default='draft', max_length=20)),
                ('drafted_at', models.DateTimeField(default=apps.core.clock.now)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CheckResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '不达标'), ('not_applicable', '不适用')], max_length=20, verbose_name='结论')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
            ],
            options={
                'ordering': ['visit', 'check_item__position'],
            },
        ),
        migrations.CreateModel(
            name='CheckResultEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '不达标'), ('not_applicable', '不适用')], max_length=20, verbose_name='结论')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('kind', models.CharField(choices=[('sites', '被检查单位'), ('inspectors', '督导员')], max_length=12, verbose_name='抽取对象')),
                ('pool', models.JSONField(verbose_name='抽取范围')),
                ('pool_digest', models.CharField(max_length=64, verbose_name='范围摘要')),
                ('take', models.JSONField(verbose_name='抽取数量')),
                ('algorithm', models.CharField(max_length=20)),
                ('commitment', models.CharField(max_length=64, verbose_name='承诺值')),
                ('sealed_seed', models.BinaryField()),
                ('spoken', models.CharField(blank=True, max_length=40, verbose_name='现场报数')),
                ('supervised_by', models.CharField(blank=True, max_length=40, verbose_name='监督人')),
                ('seed', models.CharField(blank=True, max_length=64, verbose_name='种子')),
                ('drawn', models.JSONField(blank=True, default=list, verbose_name='抽取结果')),
                ('status', models.CharField(choices=[('committed', '已封存待抽取'), ('drawn', '已抽取'), ('cancelled', '已作废')], default='committed', max_length=20)),
                ('committed_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='封存时间')),
                ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽取时间')),
            ],
            options={
                'ordering': ['round', 'number'],
            },
        ),
        migrations.CreateModel(
            name='DrawEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('kind', models.CharField(choices=[('sites', '被检查单位'), ('inspectors', '督导员')], max_length=12, verbose_name='抽取对象')),
                ('pool', models.JSONField(verbose_name='抽取范围')),
                ('pool_digest', models.CharField(max_length=64, verbose_name='范围摘要')),
                ('take', models.JSONField(verbose_name='抽取数量')),
                ('algorithm', models.CharField(max_length=20)),
                ('commitment', models.CharField(max_length=64, verbose_name='承诺值')),
                ('spoken', models.CharField(blank=True, max_length=40, verbose_name='现场报数')),
                ('supervised_by', models.CharField(blank=True, max_length=40, verbose_name='监督人')),
                ('seed', models.CharField(blank=True, max_length=64, verbose_name='种子')),
                ('drawn', models.JSONField(blank=True, default=list, verbose_name='抽取结果')),
                ('status', models.CharField(choices=[('committed', '已封存待抽取'), ('drawn', '已抽取'), ('cancelled', '已作废')], default='committed', max_length=20)),
                ('committed_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='封存时间')),
                ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽取时间')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FieldKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='FieldPhoto',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField(default=apps.core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='FieldRecord',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('sent_id', models.UUIDField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('digest', models.CharField(max_length=64)),
                ('content', models.TextField()),
                ('status', models.CharField(choices=[('receiving', '照片待传'), ('stored', '已入库'), ('conflict', '内容冲突'), ('held', '待党建办处理'), ('discarded', '不予采用')], default='receiving', max_length=20)),
                ('late', models.BooleanField(default=False, verbose_name='逾期上传')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='待处理原因')),
                ('device', models.CharField(blank=True, max_length=80)),
                ('by_file', models.BooleanField(default=False, verbose_name='文件导入')),
                ('received_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='收到时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-received_at'],
            },
        ),
        migrations.CreateModel(
            name='FieldRecordEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(editable=False, serialize=False)),
                ('sent_id', models.UUIDField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('digest', models.CharField(max_length=64)),
                ('status', models.CharField(choices=[('receiving', '照片待传'), ('stored', '已入库'), ('conflict', '内容冲突'), ('held', '待党建办处理'), ('discarded', '不予采用')], default='receiving', max_length=20)),
                ('late', models.BooleanField(default=False, verbose_name='逾期上传')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='待处理原因')),
                ('device', models.CharField(blank=True, max_length=80)),
                ('by_file', models.BooleanField(default=False, verbose_name='文件导入')),
                ('received_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='收到时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('extension', '延期申请'), ('dispute', '申辩')], max_length=10, verbose_name='类型')),
                ('reason', models.CharField(max_length=1000, verbose_name='理由')),
                ('new_due_on', models.DateField(blank=True, null=True, verbose_name='申请延至')),
                ('status', models.CharField(choices=[('waiting', '待答复'), ('accepted', '同意'), ('declined', '不同意'), ('withdrawn', '已撤回')], default='waiting', max_length=20)),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('asked_at', models.DateTimeField(default=apps.core.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['finding', 'asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FindingRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('extension', '延期申请'), ('dispute', '申辩')], max_length=10, verbose_name='类型')),
                ('reason', models.CharField(max_length=1000, verbose_name='理由')),
                ('new_due_on', models.DateField(blank=True, null=True, verbose_name='申请延至')),
                ('status', models.CharField(choices=[('waiting', '待答复'), ('accepted', '同意'), ('declined', '不同意'), ('withdrawn', '已撤回')], default='waiting', max_length=20)),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('asked_at', models.DateTimeField(default=apps.core.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RectificationNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('number', models.CharField(max_length=40, verbose_name='文号')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='要求')),
                ('issued_on', models.DateField(verbose_name='印发日期')),
                ('issued_at', models.DateTimeField(default=apps.core.clock.now)),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
            ],
            options={
                'ordering': ['-issued_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RectificationNoticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('number', models.CharField(max_length=40, verbose_name='文号')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='要求')),
                ('issued_on', models.DateField(verbose_name='印发日期')),
                ('issued_at', models.DateTimeField(default=apps.core.clock.now)),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RectificationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=1000, verbose_name='整改措施')),
                ('responsible', models.CharField(max_length=40, verbose_name='责任人')),
                ('promised_on', models.DateField(verbose_name='计划完成')),
                ('planned_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='RectificationPlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('measure', models.CharField(max_length=1000, verbose_name='整改措施')),
                ('responsible', models.CharField(max_length=40, verbose_name='责任人')),
                ('promised_on', models.DateField(verbose_name='计划完成')),
                ('planned_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoundCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('title', models.CharField(max_length=120, verbose_name='检查内容')),
                ('guidance', models.CharField(blank=True, max_length=300, verbose_name='怎么查')),
            ],
            options={
                'ordering': ['round', 'position'],
            },
        ),
        migrations.CreateModel(
            name='RoundCheckEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('title', models.CharField(max_length=120, verbose_name='检查内容')),
                ('guidance', models.CharField(blank=True, max_length=300, verbose_name='怎么查')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScorerResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '不达标'), ('not_applicable', '不适用')], max_length=20, verbose_name='结论')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='评分')),
                ('members', models.JSONField(blank=True, default=list)),
                ('figures', models.JSONField(blank=True, default=dict)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='理由')),
                ('given_at', models.DateTimeField(default=apps.core.clock.now)),
            ],
            options={
                'ordering': ['visit', 'criterion__position', 'scorer'],
            },
        ),
        migrations.CreateModel(
            name='ScorerResultEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '不达标'), ('not_applicable', '不适用')], max_length=20, verbose_name='结论')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='评分')),
                ('members', models.JSONField(blank=True, default=list)),
                ('figures', models.JSONField(blank=True, default=dict)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='理由')),
                ('given_at', models.DateTimeField(default=apps.core.clock.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SupervisionLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('rung', models.CharField(choices=[('urge', '督办'), ('guide', '督查指导'), ('remind', '提醒'), ('admonish', '告诫'), ('account', '问责')], max_length=12, verbose_name='措施')),
                ('number', models.CharField(max_length=40, verbose_name='文号')),
                ('text', models.CharField(max_length=1000, verbose_name='内容')),
                ('due_on', models.DateField(verbose_name='限期')),
                ('issued_at', models.DateTimeField(default=apps.core.clock.now)),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['finding', 'issued_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SupervisionLetterEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('rung', models.CharField(choices=[('urge', '督办'), ('guide', '督查指导'), ('remind', '提醒'), ('admonish', '告诫'), ('account', '问责')], max_length=12, verbose_name='措施')),
                ('number', models.CharField(max_length=40, verbose_name='文号')),
                ('text', models.CharField(max_length=1000, verbose_name='内容')),
                ('due_on', models.DateField(verbose_name='限期')),
                ('issued_at', models.DateTimeField(default=apps.core.clock.now)),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('introduction', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('questions', models.JSONField(verbose_name='题目')),
                ('groups', models.JSONField(verbose_name='测评对象')),
                ('access', models.CharField(choices=[('open', '扫码直接填写'), ('code', '凭一次性测评码'), ('paper', '仅纸质票')], default='open', max_length=10, verbose_name='参与方式')),
                ('opens_at', models.DateTimeField(verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('open', '进行中'), ('closed', '已结束')], default='draft', max_length=20)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['-opens_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SurveyCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('group', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('used', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='SurveyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('introduction', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('questions', models.JSONField(verbose_name='题目')),
                ('groups', models.JSONField(verbose_name='测评对象')),
                ('access', models.CharField(choices=[('open', '扫码直接填写'), ('code', '凭一次性测评码'), ('paper', '仅纸质票')], default='open', max_length=10, verbose_name='参与方式')),
                ('opens_at', models.DateTimeField(verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('open', '进行中'), ('closed', '已结束')], default='draft', max_length=20)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SurveySite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('token', models.CharField(max_length=22, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='SurveySiteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('token', models.CharField(max_length=22)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TypicalProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('leaf', models.CharField(blank=True, max_length=60, verbose_name='对应指标')),
                ('text', models.CharField(max_length=120, verbose_name='问题')),
                ('demand', models.CharField(blank=True, max_length=300, verbose_name='整改要求')),
                ('severity', models.CharField(choices=[('minor', '一般'), ('major', '较重'), ('critical', '严重')], default='minor', max_length=10, verbose_name='程度')),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='整改天数')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['leaf', 'text'],
            },
        ),
        migrations.CreateModel(
            name='TypicalProblemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('leaf', models.CharField(blank=True, max_length=60, verbose_name='对应指标')),
                ('text', models.CharField(max_length=120, verbose_name='问题')),
                ('demand', models.CharField(blank=True, max_length=300, verbose_name='整改要求')),
                ('severity', models.CharField(choices=[('minor', '一般'), ('major', '较重'), ('critical', '严重')], default='minor', max_length=10, verbose_name='程度')),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='整改天数')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('method', models.CharField(choices=[('documents', '看资料'), ('on_site', '实地查看'), ('talks', '座谈走访')], max_length=20, verbose_name='检查方式')),
                ('counterpart', models.CharField(blank=True, max_length=80, verbose_name='对象')),
                ('summary', models.CharField(max_length=1000, verbose_name='情况')),
            ],
            options={
                'ordering': ['visit', 'position'],
            },
        ),
        migrations.CreateModel(
            name='VisitTalkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('method', models.CharField(choices=[('documents', '看资料'), ('on_site', '实地查看'), ('talks', '座谈走访')], max_length=20, verbose_name='检查方式')),
                ('counterpart', models.CharField(blank=True, max_length=80, verbose_name='对象')),
                ('summary', models.CharField(max_length=1000, verbose_name='情况')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rectification',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rectification',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rectification',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='round',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='round',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='round',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='visit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='visit',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='visit',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='finding',
            name='at_once',
            field=models.BooleanField(default=False, verbose_name='立行立改'),
        ),
        migrations.AddField(
            model_name='finding',
            name='client_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='key',
            field=models.BooleanField(default=False, verbose_name='重点督办'),
        ),
        migrations.AddField(
            model_name='finding',
            name='repeats',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='inspections.finding', verbose_name='重复问题'),
        ),
        migrations.AddField(
            model_name='finding',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='at_once',
            field=models.BooleanField(default=False, verbose_name='立行立改'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='client_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='key',
            field=models.BooleanField(default=False, verbose_name='重点督办'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='repeats',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.finding', verbose_name='重复问题'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='rectification',
            name='checked_how',
            field=models.CharField(blank=True, choices=[('on_site', '现场复查'), ('material', '材料复查')], max_length=10, verbose_name='复查方式'),
        ),
        migrations.AddField(
            model_name='rectificationevent',
            name='checked_how',
            field=models.CharField(blank=True, choices=[('on_site', '现场复查'), ('material', '材料复查')], max_length=10, verbose_name='复查方式'),
        ),
        migrations.AddField(
            model_name='round',
            name='leaves',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='检查指标'),
        ),
        migrations.AddField(
            model_name='round',
            name='normalised',
            field=models.BooleanField(default=False, verbose_name='校准评委尺度'),
        ),
        migrations.AddField(
            model_name='round',
            name='scoring',
            field=models.CharField(choices=[('team', '检查组共填一份'), ('mean', '评委各评，取平均分'), ('trimmed', '评委各评，去掉最高最低后平均')], default='team', max_length=10, verbose_name='评分方式'),
        ),
        migrations.AddField(
            model_name='round',
            name='unannounced',
            field=models.BooleanField(default=False, verbose_name='四不两直'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='leaves',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='检查指标'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='normalised',
            field=models.BooleanField(default=False, verbose_name='校准评委尺度'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='scoring',
            field=models.CharField(choices=[('team', '检查组共填一份'), ('mean', '评委各评，取平均分'), ('trimmed', '评委各评，去掉最高最低后平均')], default='team', max_length=10, verbose_name='评分方式'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='unannounced',
            field=models.BooleanField(default=False, verbose_name='四不两直'),
        ),
        migrations.AddField(
            model_name='visit',
            name='accuracy',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='late',
            field=models.BooleanField(default=False, verbose_name='逾期上传'),
        ),
        migrations.AddField(
            model_name='visit',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='position',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='次序'),
        ),
        migrations.AddField(
            model_name='visit',
            name='scheduled_time',
            field=models.TimeField(blank=True, null=True, verbose_name='计划时间'),
        ),
        migrations.AddField(
            model_name='visit',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='accuracy',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='late',
            field=models.BooleanField(default=False, verbose_name='逾期上传'),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='position',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='次序'),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='scheduled_time',
            field=models.TimeField(blank=True, null=True, verbose_name='计划时间'),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='round',
            name='kind',
            field=models.CharField(choices=[('quarterly', '定期督查'), ('random', '随机抽查'), ('acceptance', '验收'), ('tour', '观摩评审'), ('verification', '年度复核'), ('guidance', '调研指导'), ('contest', '擂台比武')], max_length=20, verbose_name='类型'),
        ),
        migrations.AlterField(
            model_name='roundevent',
            name='kind',
            field=models.CharField(choices=[('quarterly', '定期督查'), ('random', '随机抽查'), ('acceptance', '验收'), ('tour', '观摩评审'), ('verification', '年度复核'), ('guidance', '调研指导'), ('contest', '擂台比武')], max_length=20, verbose_name='类型'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_findingevent" ("application_id", "at_once", "client_id", "closed_at", "criterion_id", "demand", "description", "due_on", "found_at", "found_by_id", "id", "key", "notice_id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats_id", "severity", "status", "version", "visit_id") VALUES (NEW."application_id", NEW."at_once", NEW."client_id", NEW."closed_at", NEW."criterion_id", NEW."demand", NEW."description", NEW."due_on", NEW."found_at", NEW."found_by_id", NEW."id", NEW."key", NEW."notice_id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."repeats_id", NEW."severity", NEW."status", NEW."version", NEW."visit_id"); RETURN NULL;', hash='571d46e28d4185258f40559164a70ef8682e71c8', operation='INSERT', pgid='pgtrigger_insert_insert_6f287', table='inspections_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_findingevent" ("application_id", "at_once", "client_id", "closed_at", "criterion_id", "demand", "description", "due_on", "found_at", "found_by_id", "id", "key", "notice_id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats_id", "severity", "status", "version", "visit_id") VALUES (NEW."application_id", NEW."at_once", NEW."client_id", NEW."closed_at", NEW."criterion_id", NEW."demand", NEW."description", NEW."due_on", NEW."found_at", NEW."found_by_id", NEW."id", NEW."key", NEW."notice_id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."repeats_id", NEW."severity", NEW."status", NEW."version", NEW."visit_id"); RETURN NULL;', hash='14a8881f4ce35971ab2657e1a8435862c0182c11', operation='UPDATE', pgid='pgtrigger_update_update_edce6', table='inspections_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_findingevent" ("application_id", "at_once", "client_id", "closed_at", "criterion_id", "demand", "description", "due_on", "found_at", "found_by_id", "id", "key", "notice_id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats_id", "severity", "status", "version", "visit_id") VALUES (OLD."application_id", OLD."at_once", OLD."client_id", OLD."closed_at", OLD."criterion_id", OLD."demand", OLD."description", OLD."due_on", OLD."found_at", OLD."found_by_id", OLD."id", OLD."key", OLD."notice_id", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."repeats_id", OLD."severity", OLD."status", OLD."version", OLD."visit_id"); RETURN NULL;', hash='f228ddeef931f5322de46cdd7d4a5e53606302ce', operation='DELETE', pgid='pgtrigger_delete_delete_1c623', table='inspections_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectification',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationevent" ("accepted", "answered_at", "answered_by_id", "checked_at", "checked_by_id", "checked_how", "finding_id", "id", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."accepted", NEW."answered_at", NEW."answered_by_id", NEW."checked_at", NEW."checked_by_id", NEW."checked_how", NEW."finding_id", NEW."id", NEW."opinion", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;', hash='32fa3692c7edfb295fb77df027b9377214c0b4d7', operation='INSERT', pgid='pgtrigger_insert_insert_63ec9', table='inspections_rectification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectification',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_rectificationevent" ("accepted", "answered_at", "answered_by_id", "checked_at", "checked_by_id", "checked_how", "finding_id", "id", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."accepted", NEW."answered_at", NEW."answered_by_id", NEW."checked_at", NEW."checked_by_id", NEW."checked_how", NEW."finding_id", NEW."id", NEW."opinion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;', hash='2143b6d2a5ce12824a0fe422597d723fa3a45ff3', operation='UPDATE', pgid='pgtrigger_update_update_f6d29', table='inspections_rectification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectification',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationevent" ("accepted", "answered_at", "answered_by_id", "checked_at", "checked_by_id", "checked_how", "finding_id", "id", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (OLD."accepted", OLD."answered_at", OLD."answered_by_id", OLD."checked_at", OLD."checked_by_id", OLD."checked_how", OLD."finding_id", OLD."id", OLD."opinion", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text"); RETURN NULL;', hash='9908841e50043ba4bfe0fb4a878010eb9588c8ec', operation='DELETE', pgid='pgtrigger_delete_delete_d9e08', table='inspections_rectification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_roundevent" ("campaign_id", "created_at", "created_by_id", "ends_on", "id", "kind", "leaves", "name", "normalised", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "scoring", "starts_on", "status", "theme", "unannounced", "year") VALUES (NEW."campaign_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."kind", NEW."leaves", NEW."name", NEW."normalised", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quarter", NEW."scoring", NEW."starts_on", NEW."status", NEW."theme", NEW."unannounced", NEW."year"); RETURN NULL;', hash='7529aff22543c41167f336c4e97ee7164698d3d5', operation='INSERT', pgid='pgtrigger_insert_insert_f8b02', table='inspections_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_roundevent" ("campaign_id", "created_at", "created_by_id", "ends_on", "id", "kind", "leaves", "name", "normalised", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "scoring", "starts_on", "status", "theme", "unannounced", "year") VALUES (NEW."campaign_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."kind", NEW."leaves", NEW."name", NEW."normalised", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quarter", NEW."scoring", NEW."starts_on", NEW."status", NEW."theme", NEW."unannounced", NEW."year"); RETURN NULL;', hash='ea128ef1ff047f86e99b5160befd9e3d95406f4c', operation='UPDATE', pgid='pgtrigger_update_update_97e9e', table='inspections_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_roundevent" ("campaign_id", "created_at", "created_by_id", "ends_on", "id", "kind", "leaves", "name", "normalised", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "scoring", "starts_on", "status", "theme", "unannounced", "year") VALUES (OLD."campaign_id", OLD."created_at", OLD."created_by_id", OLD."ends_on", OLD."id", OLD."kind", OLD."leaves", OLD."name", OLD."normalised", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quarter", OLD."scoring", OLD."starts_on", OLD."status", OLD."theme", OLD."unannounced", OLD."year"); RETURN NULL;', hash='a313de8597d56a841855e5dc6b00b9b7b38d1a44', operation='DELETE', pgid='pgtrigger_delete_delete_32f61', table='inspections_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitevent" ("accuracy", "application_id", "counterpart", "created_at", "ended_at", "highlights", "id", "late", "latitude", "longitude", "methods", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recorded_at", "recorded_by_id", "round_id", "scheduled_on", "scheduled_time", "started_at", "status", "summary", "told_at", "version") VALUES (NEW."accuracy", NEW."application_id", NEW."counterpart", NEW."created_at", NEW."ended_at", NEW."highlights", NEW."id", NEW."late", NEW."latitude", NEW."longitude", NEW."methods", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."recorded_at", NEW."recorded_by_id", NEW."round_id", NEW."scheduled_on", NEW."scheduled_time", NEW."started_at", NEW."status", NEW."summary", NEW."told_at", NEW."version"); RETURN NULL;', hash='5c33d3a7473518c9272819df74c851d537282b8a', operation='INSERT', pgid='pgtrigger_insert_insert_3899f', table='inspections_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_visitevent" ("accuracy", "application_id", "counterpart", "created_at", "ended_at", "highlights", "id", "late", "latitude", "longitude", "methods", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recorded_at", "recorded_by_id", "round_id", "scheduled_on", "scheduled_time", "started_at", "status", "summary", "told_at", "version") VALUES (NEW."accuracy", NEW."application_id", NEW."counterpart", NEW."created_at", NEW."ended_at", NEW."highlights", NEW."id", NEW."late", NEW."latitude", NEW."longitude", NEW."methods", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."recorded_at", NEW."recorded_by_id", NEW."round_id", NEW."scheduled_on", NEW."scheduled_time", NEW."started_at", NEW."status", NEW."summary", NEW."told_at", NEW."version"); RETURN NULL;', hash='c7b67f6ae99beb12405b43e3b81704b8b95d571b', operation='UPDATE', pgid='pgtrigger_update_update_3dbc4', table='inspections_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitevent" ("accuracy", "application_id", "counterpart", "created_at", "ended_at", "highlights", "id", "late", "latitude", "longitude", "methods", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recorded_at", "recorded_by_id", "round_id", "scheduled_on", "scheduled_time", "started_at", "status", "summary", "told_at", "version") VALUES (OLD."accuracy", OLD."application_id", OLD."counterpart", OLD."created_at", OLD."ended_at", OLD."highlights", OLD."id", OLD."late", OLD."latitude", OLD."longitude", OLD."methods", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."recorded_at", OLD."recorded_by_id", OLD."round_id", OLD."scheduled_on", OLD."scheduled_time", OLD."started_at", OLD."status", OLD."summary", OLD."told_at", OLD."version"); RETURN NULL;', hash='ca1398cd60e74c8d155cf1e1f938ff2eb6565b5b', operation='DELETE', pgid='pgtrigger_delete_delete_84a95', table='inspections_visit', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('normalised', False), models.Q(('scoring', 'team'), _negated=True), _connector='OR'), name='round_normalises_several_scorers'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='visit_position_whole'),
        ),
        migrations.AddField(
            model_name='ballotcount',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ballotcountevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='ballotcountevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.ballotcount'),
        ),
        migrations.AddField(
            model_name='ballotcountevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='drafted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bulletin', to='inspections.round', verbose_name='督查批次'),
        ),
        migrations.AddField(
            model_name='bulletinevent',
            name='drafted_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulletinevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='bulletinevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.bulletin'),
        ),
        migrations.AddField(
            model_name='bulletinevent',
            name='round',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.round', verbose_name='督查批次'),
        ),
        migrations.AddField(
            model_name='checkresult',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_results', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='checkresultevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='checkresultevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.checkresult'),
        ),
        migrations.AddField(
            model_name='checkresultevent',
            name='visit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='draw',
            name='committed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draw',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='inspections.round', verbose_name='督查批次'),
        ),
        migrations.AddField(
            model_name='drawevent',
            name='committed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='drawevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.draw'),
        ),
        migrations.AddField(
            model_name='drawevent',
            name='round',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.round', verbose_name='督查批次'),
        ),
        migrations.AddField(
            model_name='fieldkey',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='field_key', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fieldphoto',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fieldphoto',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile'),
        ),
        migrations.AddField(
            model_name='fieldphoto',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_photos', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='fieldrecord',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督导员'),
        ),
        migrations.AddField(
            model_name='fieldrecord',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fieldrecord',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='fieldrecordevent',
            name='author',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督导员'),
        ),
        migrations.AddField(
            model_name='fieldrecordevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fieldrecordevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='fieldrecordevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.fieldrecord'),
        ),
        migrations.AddField(
            model_name='fieldrecordevent',
            name='visit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='findingrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingrequest',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='inspections.finding'),
        ),
        migrations.AddField(
            model_name='findingrequestevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingrequestevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingrequestevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.finding'),
        ),
        migrations.AddField(
            model_name='findingrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.findingrequest'),
        ),
        migrations.AddField(
            model_name='rectificationnotice',
            name='issued_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectificationnotice',
            name='issuer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='发文单位'),
        ),
        migrations.AddField(
            model_name='rectificationnotice',
            name='received_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectificationnotice',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='finding',
            name='notice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.rectificationnotice'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='notice',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.rectificationnotice'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(condition=models.Q(('client_id__isnull', False)), fields=('visit', 'client_id'), name='finding_once_from_phone'),
        ),
        migrations.AddField(
            model_name='rectificationnoticeevent',
            name='issued_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectificationnoticeevent',
            name='issuer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='发文单位'),
        ),
        migrations.AddField(
            model_name='rectificationnoticeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='rectificationnoticeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.rectificationnotice'),
        ),
        migrations.AddField(
            model_name='rectificationnoticeevent',
            name='received_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectificationnoticeevent',
            name='visit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='rectificationplan',
            name='finding',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='inspections.finding'),
        ),
        migrations.AddField(
            model_name='rectificationplan',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectificationplanevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.finding'),
        ),
        migrations.AddField(
            model_name='rectificationplanevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='rectificationplanevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.rectificationplan'),
        ),
        migrations.AddField(
            model_name='rectificationplanevent',
            name='planned_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='roundcheck',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='inspections.round', verbose_name='督查批次'),
        ),
        migrations.AddField(
            model_name='checkresultevent',
            name='check_item',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.roundcheck'),
        ),
        migrations.AddField(
            model_name='checkresult',
            name='check_item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='inspections.roundcheck'),
        ),
        migrations.AddField(
            model_name='roundcheckevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='roundcheckevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.roundcheck'),
        ),
        migrations.AddField(
            model_name='roundcheckevent',
            name='round',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.round', verbose_name='督查批次'),
        ),
        migrations.AddField(
            model_name='scorerresult',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standards.criterion'),
        ),
        migrations.AddField(
            model_name='scorerresult',
            name='scorer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='评委'),
        ),
        migrations.AddField(
            model_name='scorerresult',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scorer_results', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='scorerresultevent',
            name='criterion',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='standards.criterion'),
        ),
        migrations.AddField(
            model_name='scorerresultevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='scorerresultevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.scorerresult'),
        ),
        migrations.AddField(
            model_name='scorerresultevent',
            name='scorer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='评委'),
        ),
        migrations.AddField(
            model_name='scorerresultevent',
            name='visit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='supervisionletter',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supervisionletter',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='inspections.finding'),
        ),
        migrations.AddField(
            model_name='supervisionletter',
            name='issued_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supervisionletter',
            name='issuer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='发出单位'),
        ),
        migrations.AddField(
            model_name='supervisionletterevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supervisionletterevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.finding'),
        ),
        migrations.AddField(
            model_name='supervisionletterevent',
            name='issued_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supervisionletterevent',
            name='issuer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='发出单位'),
        ),
        migrations.AddField(
            model_name='supervisionletterevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='supervisionletterevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.supervisionletter'),
        ),
        migrations.AddField(
            model_name='survey',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='campaigns.campaign', verbose_name='活动'),
        ),
        migrations.AddField(
            model_name='survey',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='survey',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='组织单位'),
        ),
        migrations.AddField(
            model_name='surveyevent',
            name='campaign',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign', verbose_name='活动'),
        ),
        migrations.AddField(
            model_name='surveyevent',
            name='created_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='surveyevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='组织单位'),
        ),
        migrations.AddField(
            model_name='surveyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='surveyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.survey'),
        ),
        migrations.AddField(
            model_name='surveysite',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_sites', to='applications.application'),
        ),
        migrations.AddField(
            model_name='surveysite',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='inspections.survey'),
        ),
        migrations.AddField(
            model_name='surveycode',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='inspections.surveysite'),
        ),
        migrations.AddField(
            model_name='ballotcountevent',
            name='site',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.surveysite'),
        ),
        migrations.AddField(
            model_name='ballotcount',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='inspections.surveysite'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='inspections.surveysite'),
        ),
        migrations.AddField(
            model_name='surveysiteevent',
            name='application',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application'),
        ),
        migrations.AddField(
            model_name='surveysiteevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='surveysiteevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.surveysite'),
        ),
        migrations.AddField(
            model_name='surveysiteevent',
            name='survey',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.survey'),
        ),
        migrations.AddField(
            model_name='typicalproblem',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='typicalproblem',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='维护单位'),
        ),
        migrations.AddField(
            model_name='typicalproblemevent',
            name='created_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='typicalproblemevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='维护单位'),
        ),
        migrations.AddField(
            model_name='typicalproblemevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='typicalproblemevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.typicalproblem'),
        ),
        migrations.AddField(
            model_name='visittalk',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='inspections.visit'),
        ),
        migrations.AddField(
            model_name='visittalkevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='visittalkevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.visittalk'),
        ),
        migrations.AddField(
            model_name='visittalkevent',
            name='visit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulletin',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_bulletinevent" ("drafted_at", "drafted_by_id", "id", "issued_at", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "status", "text", "title", "version") VALUES (NEW."drafted_at", NEW."drafted_by_id", NEW."id", NEW."issued_at", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."round_id", NEW."status", NEW."text", NEW."title", NEW."version"); RETURN NULL;', hash='793c7abcf7e733a6ae50e21dbc946c0dd1ef9637', operation='INSERT', pgid='pgtrigger_insert_insert_4896a', table='inspections_bulletin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulletin',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_bulletinevent" ("drafted_at", "drafted_by_id", "id", "issued_at", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "status", "text", "title", "version") VALUES (NEW."drafted_at", NEW."drafted_by_id", NEW."id", NEW."issued_at", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."round_id", NEW."status", NEW."text", NEW."title", NEW."version"); RETURN NULL;', hash='dda6d05c88a8254866582fced24eee405e4adb8c', operation='UPDATE', pgid='pgtrigger_update_update_cc554', table='inspections_bulletin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulletin',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_bulletinevent" ("drafted_at", "drafted_by_id", "id", "issued_at", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "status", "text", "title", "version") VALUES (OLD."drafted_at", OLD."drafted_by_id", OLD."id", OLD."issued_at", OLD."number", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."round_id", OLD."status", OLD."text", OLD."title", OLD."version"); RETURN NULL;', hash='a6870497dd71d5eb858131a110da5983fc544cdc', operation='DELETE', pgid='pgtrigger_delete_delete_971c3', table='inspections_bulletin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulletinevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ac7ac35ea7751fa7b1dde8abd1119312fb29014', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_19613', table='inspections_bulletinevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(fields=('round', 'number'), name='draw_number'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'committed')), fields=('round', 'kind'), name='draw_one_open_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'drawn'), _negated=True), models.Q(models.Q(('seed', ''), _negated=True), ('drawn_at__gte', models.F('committed_at'))), _connector='OR'), name='draw_reveals_its_seed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='draw',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_drawevent" ("algorithm", "commitment", "committed_at", "committed_by_id", "drawn", "drawn_at", "id", "kind", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool", "pool_digest", "round_id", "seed", "spoken", "status", "supervised_by", "take") VALUES (NEW."algorithm", NEW."commitment", NEW."committed_at", NEW."committed_by_id", NEW."drawn", NEW."drawn_at", NEW."id", NEW."kind", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pool", NEW."pool_digest", NEW."round_id", NEW."seed", NEW."spoken", NEW."status", NEW."supervised_by", NEW."take"); RETURN NULL;', hash='d9c0ee511a7fa23750419bdf108c9de0699ebd35', operation='INSERT', pgid='pgtrigger_insert_insert_c077e', table='inspections_draw', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='draw',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."algorithm" IS DISTINCT FROM (NEW."algorithm") OR OLD."commitment" IS DISTINCT FROM (NEW."commitment") OR OLD."committed_at" IS DISTINCT FROM (NEW."committed_at") OR OLD."committed_by_id" IS DISTINCT FROM (NEW."committed_by_id") OR OLD."drawn" IS DISTINCT FROM (NEW."drawn") OR OLD."drawn_at" IS DISTINCT FROM (NEW."drawn_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."organization_path" IS DISTINCT FROM (NEW."organization_path") OR OLD."pool" IS DISTINCT FROM (NEW."pool") OR OLD."pool_digest" IS DISTINCT FROM (NEW."pool_digest") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."seed" IS DISTINCT FROM (NEW."seed") OR OLD."spoken" IS DISTINCT FROM (NEW."spoken") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."supervised_by" IS DISTINCT FROM (NEW."supervised_by") OR OLD."take" IS DISTINCT FROM (NEW."take"))', func='INSERT INTO "inspections_drawevent" ("algorithm", "commitment", "committed_at", "committed_by_id", "drawn", "drawn_at", "id", "kind", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool", "pool_digest", "round_id", "seed", "spoken", "status", "supervised_by", "take") VALUES (NEW."algorithm", NEW."commitment", NEW."committed_at", NEW."committed_by_id", NEW."drawn", NEW."drawn_at", NEW."id", NEW."kind", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pool", NEW."pool_digest", NEW."round_id", NEW."seed", NEW."spoken", NEW."status", NEW."supervised_by", NEW."take"); RETURN NULL;', hash='2c49045593df7297957af69ec12f416d6bbd05f5', operation='UPDATE', pgid='pgtrigger_update_update_9ce40', table='inspections_draw', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='draw',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_drawevent" ("algorithm", "commitment", "committed_at", "committed_by_id", "drawn", "drawn_at", "id", "kind", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool", "pool_digest", "round_id", "seed", "spoken", "status", "supervised_by", "take") VALUES (OLD."algorithm", OLD."commitment", OLD."committed_at", OLD."committed_by_id", OLD."drawn", OLD."drawn_at", OLD."id", OLD."kind", OLD."number", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pool", OLD."pool_digest", OLD."round_id", OLD."seed", OLD."spoken", OLD."status", OLD."supervised_by", OLD."take"); RETURN NULL;', hash='cbabb96bbc60d10b0ab150b1a15d09f49a4df53e', operation='DELETE', pgid='pgtrigger_delete_delete_4a082', table='inspections_draw', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='59c1504e270326a6002558565c31bcf20f893200', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ebee9', table='inspections_drawevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='fieldphoto',
            constraint=models.UniqueConstraint(fields=('visit', 'author', 'digest'), name='fieldphoto_once'),
        ),
        migrations.AddConstraint(
            model_name='fieldrecord',
            constraint=models.UniqueConstraint(fields=('sent_id', 'digest'), name='fieldrecord_once'),
        ),
        migrations.AddConstraint(
            model_name='fieldrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'stored')), fields=('visit', 'author'), name='fieldrecord_one_stored_of_a_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldrecord',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_fieldrecordevent" ("author_id", "by_file", "decided_at", "decided_by_id", "device", "digest", "id", "late", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "received_at", "sent_id", "status", "visit_id") VALUES (NEW."author_id", NEW."by_file", NEW."decided_at", NEW."decided_by_id", NEW."device", NEW."digest", NEW."id", NEW."late", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."received_at", NEW."sent_id", NEW."status", NEW."visit_id"); RETURN NULL;', hash='1b7c1334538f7c7906d77231fa663c780da59299', operation='INSERT', pgid='pgtrigger_insert_insert_51bc2', table='inspections_fieldrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldrecord',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."by_file" IS DISTINCT FROM (NEW."by_file") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."device" IS DISTINCT FROM (NEW."device") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."late" IS DISTINCT FROM (NEW."late") OR OLD."organization_path" IS DISTINCT FROM (NEW."organization_path") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."sent_id" IS DISTINCT FROM (NEW."sent_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "inspections_fieldrecordevent" ("author_id", "by_file", "decided_at", "decided_by_id", "device", "digest", "id", "late", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "received_at", "sent_id", "status", "visit_id") VALUES (NEW."author_id", NEW."by_file", NEW."decided_at", NEW."decided_by_id", NEW."device", NEW."digest", NEW."id", NEW."late", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."received_at", NEW."sent_id", NEW."status", NEW."visit_id"); RETURN NULL;', hash='da7a5a6b43622309212d376973530333d7195667', operation='UPDATE', pgid='pgtrigger_update_update_3fdb2', table='inspections_fieldrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldrecord',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_fieldrecordevent" ("author_id", "by_file", "decided_at", "decided_by_id", "device", "digest", "id", "late", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "received_at", "sent_id", "status", "visit_id") VALUES (OLD."author_id", OLD."by_file", OLD."decided_at", OLD."decided_by_id", OLD."device", OLD."digest", OLD."id", OLD."late", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."received_at", OLD."sent_id", OLD."status", OLD."visit_id"); RETURN NULL;', hash='5a3d60fec4090b404eb3e506a6e2c6bf5230a677', operation='DELETE', pgid='pgtrigger_delete_delete_b5efe', table='inspections_fieldrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldrecordevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='92b9188806f3615cc3c12371997a0e8c5c8247eb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4681f', table='inspections_fieldrecordevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='findingrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('finding', 'kind'), name='findingrequest_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='findingrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'extension'), ('new_due_on__isnull', False)), models.Q(('kind', 'dispute'), ('new_due_on', None)), _connector='OR'), name='findingrequest_day_of_extension'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_findingrequestevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "finding_id", "id", "kind", "new_due_on", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."finding_id", NEW."id", NEW."kind", NEW."new_due_on", NEW."opinion", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."status"); RETURN NULL;', hash='a697f9fff1f5294832225ebc2fafb04a164e8290', operation='INSERT', pgid='pgtrigger_insert_insert_2f296', table='inspections_findingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_findingrequestevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "finding_id", "id", "kind", "new_due_on", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."finding_id", NEW."id", NEW."kind", NEW."new_due_on", NEW."opinion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."status"); RETURN NULL;', hash='9f9f51cb69d956cd927384b32831f281792a312b', operation='UPDATE', pgid='pgtrigger_update_update_fce27', table='inspections_findingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_findingrequestevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "finding_id", "id", "kind", "new_due_on", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."decided_at", OLD."decided_by_id", OLD."finding_id", OLD."id", OLD."kind", OLD."new_due_on", OLD."opinion", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."status"); RETURN NULL;', hash='bd5ee8eafc183bd18cc847778efd1e9efcc2ba15', operation='DELETE', pgid='pgtrigger_delete_delete_df86a', table='inspections_findingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingrequestevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d7273aa25bfa30249323a61e06f099e62a04599b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e4831', table='inspections_findingrequestevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rectificationnotice',
            constraint=models.UniqueConstraint(fields=('issuer', 'number'), name='rectificationnotice_number'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationnotice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationnoticeevent" ("id", "issued_at", "issued_by_id", "issued_on", "issuer_id", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_by_id", "text", "visit_id") VALUES (NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."issued_on", NEW."issuer_id", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_at", NEW."received_by_id", NEW."text", NEW."visit_id"); RETURN NULL;', hash='2b5bc9adee5103010c62bb51aebba72df2763335', operation='INSERT', pgid='pgtrigger_insert_insert_9f18b', table='inspections_rectificationnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationnotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_rectificationnoticeevent" ("id", "issued_at", "issued_by_id", "issued_on", "issuer_id", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_by_id", "text", "visit_id") VALUES (NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."issued_on", NEW."issuer_id", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_at", NEW."received_by_id", NEW."text", NEW."visit_id"); RETURN NULL;', hash='b6b1e199e52cdeb138163541cdf52a42e486c57b', operation='UPDATE', pgid='pgtrigger_update_update_2a4f2', table='inspections_rectificationnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationnotice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationnoticeevent" ("id", "issued_at", "issued_by_id", "issued_on", "issuer_id", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_by_id", "text", "visit_id") VALUES (OLD."id", OLD."issued_at", OLD."issued_by_id", OLD."issued_on", OLD."issuer_id", OLD."number", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_at", OLD."received_by_id", OLD."text", OLD."visit_id"); RETURN NULL;', hash='98dcd96b315af6ff3b4449ceb5e0bc5d4524b524', operation='DELETE', pgid='pgtrigger_delete_delete_d7978', table='inspections_rectificationnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationnoticeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4e4c967827b9c59ef0cbaa8b1e6750c80a1ef667', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88a36', table='inspections_rectificationnoticeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationplan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationplanevent" ("finding_id", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "promised_on", "responsible", "version") VALUES (NEW."finding_id", NEW."id", NEW."measure", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_at", NEW."planned_by_id", NEW."promised_on", NEW."responsible", NEW."version"); RETURN NULL;', hash='001b7d4fd8486d973d151841c3cbe66e06c7cb25', operation='INSERT', pgid='pgtrigger_insert_insert_ff32d', table='inspections_rectificationplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationplan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_rectificationplanevent" ("finding_id", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "promised_on", "responsible", "version") VALUES (NEW."finding_id", NEW."id", NEW."measure", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_at", NEW."planned_by_id", NEW."promised_on", NEW."responsible", NEW."version"); RETURN NULL;', hash='73c169627bcca10261c8b98e1e72b8e2acc6ff7e', operation='UPDATE', pgid='pgtrigger_update_update_014c7', table='inspections_rectificationplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationplan',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationplanevent" ("finding_id", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "promised_on", "responsible", "version") VALUES (OLD."finding_id", OLD."id", OLD."measure", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."planned_at", OLD."planned_by_id", OLD."promised_on", OLD."responsible", OLD."version"); RETURN NULL;', hash='4e8d24f5e3ab1087ae82ab76e7f8b056e5b87577', operation='DELETE', pgid='pgtrigger_delete_delete_42ee6', table='inspections_rectificationplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationplanevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='029422a8a8281070547f157c97d7fc8278e02712', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4368', table='inspections_rectificationplanevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='roundcheck',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('round', 'position'), name='roundcheck_position'),
        ),
        migrations.AddConstraint(
            model_name='roundcheck',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='roundcheck_has_title'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundcheck',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_roundcheckevent" ("guidance", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "round_id", "title") VALUES (NEW."guidance", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."round_id", NEW."title"); RETURN NULL;', hash='9dd3d136c1a78774b839aaabab9259d5977f950b', operation='INSERT', pgid='pgtrigger_insert_insert_c6ba5', table='inspections_roundcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundcheck',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_roundcheckevent" ("guidance", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "round_id", "title") VALUES (NEW."guidance", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."round_id", NEW."title"); RETURN NULL;', hash='9f0d7212a279c4b850a91cbefaf26b2f99041640', operation='UPDATE', pgid='pgtrigger_update_update_4eee8', table='inspections_roundcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundcheck',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_roundcheckevent" ("guidance", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "round_id", "title") VALUES (OLD."guidance", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."round_id", OLD."title"); RETURN NULL;', hash='16615f2738666085d63b793696988a5a8e283e7a', operation='DELETE', pgid='pgtrigger_delete_delete_635b2', table='inspections_roundcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkresultevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6bba2b3b0c330bfd92d68d3b6078a0b93acd963d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4191b', table='inspections_checkresultevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='checkresult',
            constraint=models.UniqueConstraint(fields=('visit', 'check_item'), name='checkresult_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkresult',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_checkresultevent" ("check_item_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verdict", "visit_id") VALUES (NEW."check_item_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."verdict", NEW."visit_id"); RETURN NULL;', hash='1da64692ff8b1db7adb1b009a622473b95f81e8e', operation='INSERT', pgid='pgtrigger_insert_insert_0c9ca', table='inspections_checkresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkresult',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_checkresultevent" ("check_item_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verdict", "visit_id") VALUES (NEW."check_item_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."verdict", NEW."visit_id"); RETURN NULL;', hash='e64b15348ebfd2d82ee53eca5d38666fef4fe45c', operation='UPDATE', pgid='pgtrigger_update_update_6cad9', table='inspections_checkresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkresult',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_checkresultevent" ("check_item_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verdict", "visit_id") VALUES (OLD."check_item_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."verdict", OLD."visit_id"); RETURN NULL;', hash='03363d3b828a7b08951120fa9d00ed66f4c89686', operation='DELETE', pgid='pgtrigger_delete_delete_3de15', table='inspections_checkresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundcheckevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='049af5d467ddf80688ea9898fc30c3a63cbf91dc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_782d2', table='inspections_roundcheckevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='scorerresult',
            constraint=models.UniqueConstraint(fields=('visit', 'scorer', 'criterion'), name='scorerresult_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scorerresult',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_scorerresultevent" ("criterion_id", "figures", "given_at", "id", "members", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scorer_id", "value", "verdict", "visit_id") VALUES (NEW."criterion_id", NEW."figures", NEW."given_at", NEW."id", NEW."members", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scorer_id", NEW."value", NEW."verdict", NEW."visit_id"); RETURN NULL;', hash='1ab27754685e773511a0a9e5ee669e8122a38223', operation='INSERT', pgid='pgtrigger_insert_insert_9883f', table='inspections_scorerresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scorerresult',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_scorerresultevent" ("criterion_id", "figures", "given_at", "id", "members", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scorer_id", "value", "verdict", "visit_id") VALUES (NEW."criterion_id", NEW."figures", NEW."given_at", NEW."id", NEW."members", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scorer_id", NEW."value", NEW."verdict", NEW."visit_id"); RETURN NULL;', hash='6f468521062da10a3eb83a2359f1adb1351076ad', operation='UPDATE', pgid='pgtrigger_update_update_3d677', table='inspections_scorerresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scorerresult',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_scorerresultevent" ("criterion_id", "figures", "given_at", "id", "members", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scorer_id", "value", "verdict", "visit_id") VALUES (OLD."criterion_id", OLD."figures", OLD."given_at", OLD."id", OLD."members", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."scorer_id", OLD."value", OLD."verdict", OLD."visit_id"); RETURN NULL;', hash='d78164cb2c270704dd421a36011bd9053ceae965', operation='DELETE', pgid='pgtrigger_delete_delete_9838f', table='inspections_scorerresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scorerresultevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='43897c228cbdb5837cc171213424d1b9940185e0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ed9c8', table='inspections_scorerresultevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='supervisionletter',
            constraint=models.UniqueConstraint(fields=('finding', 'rung'), name='supervisionletter_rung_once'),
        ),
        migrations.AddConstraint(
            model_name='supervisionletter',
            constraint=models.UniqueConstraint(fields=('issuer', 'number'), name='supervisionletter_number'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionletter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_supervisionletterevent" ("answer", "answered_at", "answered_by_id", "due_on", "finding_id", "id", "issued_at", "issued_by_id", "issuer_id", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rung", "text") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."due_on", NEW."finding_id", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."issuer_id", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rung", NEW."text"); RETURN NULL;', hash='be1fbc111820c482f1e2eb9fa3f228d21f9efcac', operation='INSERT', pgid='pgtrigger_insert_insert_19df0', table='inspections_supervisionletter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionletter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_supervisionletterevent" ("answer", "answered_at", "answered_by_id", "due_on", "finding_id", "id", "issued_at", "issued_by_id", "issuer_id", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rung", "text") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."due_on", NEW."finding_id", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."issuer_id", NEW."number", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rung", NEW."text"); RETURN NULL;', hash='e31e503683768f246a68f41a293d67a1b994545a', operation='UPDATE', pgid='pgtrigger_update_update_1d303', table='inspections_supervisionletter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionletter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_supervisionletterevent" ("answer", "answered_at", "answered_by_id", "due_on", "finding_id", "id", "issued_at", "issued_by_id", "issuer_id", "number", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rung", "text") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."due_on", OLD."finding_id", OLD."id", OLD."issued_at", OLD."issued_by_id", OLD."issuer_id", OLD."number", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rung", OLD."text"); RETURN NULL;', hash='6709a52637432c5e388ee923096673c539a69e66', operation='DELETE', pgid='pgtrigger_delete_delete_413c5', table='inspections_supervisionletter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionletterevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bc10d31a17ef8637898cfc32db16de057e09de50', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1cc02', table='inspections_supervisionletterevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='survey_closes_after_opening'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='survey',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_surveyevent" ("access", "campaign_id", "closes_at", "created_at", "created_by_id", "groups", "id", "introduction", "opens_at", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questions", "status", "title", "version") VALUES (NEW."access", NEW."campaign_id", NEW."closes_at", NEW."created_at", NEW."created_by_id", NEW."groups", NEW."id", NEW."introduction", NEW."opens_at", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."questions", NEW."status", NEW."title", NEW."version"); RETURN NULL;', hash='7469b57b45616c8b6d089567a0ac2a3681b794ef', operation='INSERT', pgid='pgtrigger_insert_insert_35fea', table='inspections_survey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='survey',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_surveyevent" ("access", "campaign_id", "closes_at", "created_at", "created_by_id", "groups", "id", "introduction", "opens_at", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questions", "status", "title", "version") VALUES (NEW."access", NEW."campaign_id", NEW."closes_at", NEW."created_at", NEW."created_by_id", NEW."groups", NEW."id", NEW."introduction", NEW."opens_at", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."questions", NEW."status", NEW."title", NEW."version"); RETURN NULL;', hash='3a5278fafbab2aa080d59974cc33a04b570b194d', operation='UPDATE', pgid='pgtrigger_update_update_a8d00', table='inspections_survey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='survey',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_surveyevent" ("access", "campaign_id", "closes_at", "created_at", "created_by_id", "groups", "id", "introduction", "opens_at", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questions", "status", "title", "version") VALUES (OLD."access", OLD."campaign_id", OLD."closes_at", OLD."created_at", OLD."created_by_id", OLD."groups", OLD."id", OLD."introduction", OLD."opens_at", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."questions", OLD."status", OLD."title", OLD."version"); RETURN NULL;', hash='5556d94f7003032e97f320b0de0c8665d90ade33', operation='DELETE', pgid='pgtrigger_delete_delete_7a051', table='inspections_survey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='surveyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='03e30430e68e44079f6d1150a603eea21145606d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4459f', table='inspections_surveyevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='surveysite',
            constraint=models.UniqueConstraint(fields=('survey', 'application'), name='surveysite_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='surveysite',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_surveysiteevent" ("application_id", "id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "survey_id", "token") VALUES (NEW."application_id", NEW."id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."survey_id", NEW."token"); RETURN NULL;', hash='029d20640e56f8d223013163288a9d7df28a186b', operation='INSERT', pgid='pgtrigger_insert_insert_03f3d', table='inspections_surveysite', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='surveysite',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_surveysiteevent" ("application_id", "id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "survey_id", "token") VALUES (NEW."application_id", NEW."id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."survey_id", NEW."token"); RETURN NULL;', hash='22e172b736f7bcabfa284e2f8282dcb47e340138', operation='UPDATE', pgid='pgtrigger_update_update_dc87f', table='inspections_surveysite', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='surveysite',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_surveysiteevent" ("application_id", "id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "survey_id", "token") VALUES (OLD."application_id", OLD."id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."survey_id", OLD."token"); RETURN NULL;', hash='1b86ced904b941d2938905b7973bfab614497f32', operation='DELETE', pgid='pgtrigger_delete_delete_f58f1', table='inspections_surveysite', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='surveycode',
            constraint=models.UniqueConstraint(fields=('site', 'digest'), name='surveycode_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotcountevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c135b51422a7a0739829cdaee25ccea54c96520f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9db20', table='inspections_ballotcountevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='ballotcount',
            constraint=models.UniqueConstraint(fields=('site', 'group', 'held_on'), name='ballotcount_once'),
        ),
        migrations.AddConstraint(
            model_name='ballotcount',
            constraint=models.CheckConstraint(condition=models.Q(('received__gte', models.F('valid'))), name='ballotcount_valid_within_received'),
        ),
        migrations.AddConstraint(
            model_name='ballotcount',
            constraint=models.CheckConstraint(condition=models.Q(('counted_by', models.F('supervised_by')), _negated=True), name='ballotcount_two_persons'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotcount',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_ballotcountevent" ("counted_by", "group", "held_on", "id", "issued", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received", "recorded_at", "recorded_by_id", "site_id", "supervised_by", "valid", "version") VALUES (NEW."counted_by", NEW."group", NEW."held_on", NEW."id", NEW."issued", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received", NEW."recorded_at", NEW."recorded_by_id", NEW."site_id", NEW."supervised_by", NEW."valid", NEW."version"); RETURN NULL;', hash='8afd1f63c1234dfa0636dbb494ec4b7baf3076af', operation='INSERT', pgid='pgtrigger_insert_insert_fb372', table='inspections_ballotcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotcount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_ballotcountevent" ("counted_by", "group", "held_on", "id", "issued", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received", "recorded_at", "recorded_by_id", "site_id", "supervised_by", "valid", "version") VALUES (NEW."counted_by", NEW."group", NEW."held_on", NEW."id", NEW."issued", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received", NEW."recorded_at", NEW."recorded_by_id", NEW."site_id", NEW."supervised_by", NEW."valid", NEW."version"); RETURN NULL;', hash='ae77b97cdd65b9bb8e676a8bd9b95656be119e91', operation='UPDATE', pgid='pgtrigger_update_update_2fdf0', table='inspections_ballotcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotcount',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_ballotcountevent" ("counted_by", "group", "held_on", "id", "issued", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received", "recorded_at", "recorded_by_id", "site_id", "supervised_by", "valid", "version") VALUES (OLD."counted_by", OLD."group", OLD."held_on", OLD."id", OLD."issued", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received", OLD."recorded_at", OLD."recorded_by_id", OLD."site_id", OLD."supervised_by", OLD."valid", OLD."version"); RETURN NULL;', hash='4d7ae16dc101ec43e2723c523a1d3d2b992a9f67', operation='DELETE', pgid='pgtrigger_delete_delete_d421d', table='inspections_ballotcount', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='ballot',
            index=models.Index(fields=['site', 'group'], name='ballot_of_site'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='surveysiteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cf1a72e947c475e807277f0aa02810940dc2a068', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cd3ee', table='inspections_surveysiteevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='typicalproblem',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('organization', 'leaf', 'text'), name='typicalproblem_once'),
        ),
        migrations.AddConstraint(
            model_name='typicalproblem',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='typicalproblem_has_text'),
        ),
        migrations.AddConstraint(
            model_name='typicalproblem',
            constraint=models.CheckConstraint(condition=models.Q(('days', None), ('days__gte', 1), _connector='OR'), name='typicalproblem_days'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typicalproblem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_typicalproblemevent" ("created_at", "created_by_id", "days", "demand", "id", "leaf", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "severity", "text", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."days", NEW."demand", NEW."id", NEW."leaf", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."severity", NEW."text", NEW."version"); RETURN NULL;', hash='9b177ed7dd0be8b22925b687df79434c37e7811a', operation='INSERT', pgid='pgtrigger_insert_insert_709b8', table='inspections_typicalproblem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typicalproblem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_typicalproblemevent" ("created_at", "created_by_id", "days", "demand", "id", "leaf", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "severity", "text", "version") VALUES (NEW."created_at", NEW."created_by_id", NEW."days", NEW."demand", NEW."id", NEW."leaf", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."retired_at", NEW."severity", NEW."text", NEW."version"); RETURN NULL;', hash='9ef8af0261f433cd3c692f1d521c5f59d260f80e', operation='UPDATE', pgid='pgtrigger_update_update_4c3c0', table='inspections_typicalproblem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typicalproblem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_typicalproblemevent" ("created_at", "created_by_id", "days", "demand", "id", "leaf", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "severity", "text", "version") VALUES (OLD."created_at", OLD."created_by_id", OLD."days", OLD."demand", OLD."id", OLD."leaf", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."retired_at", OLD."severity", OLD."text", OLD."version"); RETURN NULL;', hash='6e0d0dadef420aa8082e97eb360bd20d39eec473', operation='DELETE', pgid='pgtrigger_delete_delete_84bdd', table='inspections_typicalproblem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typicalproblemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='81ca10c7ab800dde2350056ed4ceff468c2a42f8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a0053', table='inspections_typicalproblemevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visittalk',
            constraint=models.UniqueConstraint(fields=('visit', 'position'), name='visittalk_position'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittalk',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visittalkevent" ("counterpart", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "summary", "visit_id") VALUES (NEW."counterpart", NEW."id", NEW."method", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."summary", NEW."visit_id"); RETURN NULL;', hash='37e822b828e5f90ef1b7271c11e0f741003f2bcd', operation='INSERT', pgid='pgtrigger_insert_insert_3a37f', table='inspections_visittalk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittalk',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_visittalkevent" ("counterpart", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "summary", "visit_id") VALUES (NEW."counterpart", NEW."id", NEW."method", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."summary", NEW."visit_id"); RETURN NULL;', hash='01fa57df547c130bc325986a1dd91faed7e3ed2f', operation='UPDATE', pgid='pgtrigger_update_update_f62b0', table='inspections_visittalk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittalk',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visittalkevent" ("counterpart", "id", "method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "summary", "visit_id") VALUES (OLD."counterpart", OLD."id", OLD."method", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."summary", OLD."visit_id"); RETURN NULL;', hash='e77af857b5ceb5b80e88f1a241ee1220ef376dd2', operation='DELETE', pgid='pgtrigger_delete_delete_8bcdb', table='inspections_visittalk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visittalkevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd77fcebcffcb97a7890b4def01364fa7b02e88f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f0d8', table='inspections_visittalkevent', when='BEFORE')),
        ),
    ]
