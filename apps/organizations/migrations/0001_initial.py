import datetime

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.core.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Metric',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='单位')),
                ('period_kind', models.CharField(choices=[('snapshot', '现状'), ('year', '年度'), ('quarter', '季度'), ('month', '月度')], max_length=10, verbose_name='周期')),
                ('value_kind', models.CharField(choices=[('number', '数值'), ('boolean', '是否')], default='number', max_length=10, verbose_name='类型')),
                ('decimals', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(4)], verbose_name='小数位')),
                ('sectors', models.JSONField(blank=True, default=list, verbose_name='适用领域')),
                ('description', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='顺序')),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='OrganizationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=40, verbose_name='组织代码')),
                ('name', models.CharField(max_length=120, verbose_name='组织全称')),
                ('short_name', models.CharField(max_length=60, verbose_name='简称')),
                ('initials', models.CharField(blank=True, max_length=120, verbose_name='拼音首字母')),
                ('sort_key', models.CharField(blank=True, max_length=400)),
                ('kind', models.CharField(choices=[('party_committee', '党委'), ('working_committee', '党工委'), ('leading_group', '党组'), ('general_branch', '党总支'), ('branch', '党支部'), ('joint_branch', '联合党支部'), ('joint_committee', '联合党委'), ('functional_branch', '功能型党支部')], max_length=30, verbose_name='组织类别')),
                ('level', models.CharField(choices=[('city', '市级'), ('district', '县区级'), ('township', '乡镇街道级'), ('grassroots', '基层')], max_length=20, verbose_name='层级')),
                ('sector', models.CharField(choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('division_code', models.CharField(blank=True, max_length=12, verbose_name='行政区划代码')),
                ('established_on', models.DateField(blank=True, null=True, verbose_name='成立日期')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='经度')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='纬度')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='联系电话')),
                ('stars', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(5)], verbose_name='星级')),
                ('is_weak', models.BooleanField(default=False, verbose_name='软弱涣散（后进）')),
                ('next_election_on', models.DateField(blank=True, null=True, verbose_name='下次换届日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('kind', models.CharField(choices=[('member_meeting', '党员大会'), ('committee_meeting', '支委会'), ('group_meeting', '党小组会'), ('party_lecture', '党课'), ('theme_day', '主题党日'), ('organizational_life', '组织生活会'), ('member_appraisal', '民主评议党员'), ('joint_meeting', '联席会议'), ('study_of_party_work', '专题研究党建'), ('training', '教育培训'), ('contact_visit', '领导联系'), ('commitment', '承诺践诺'), ('pairing', '结对共建'), ('volunteer', '志愿服务')], max_length=30, verbose_name='类型')),
                ('held_on', models.DateField(verbose_name='日期')),
                ('title', models.CharField(max_length=100, verbose_name='主题')),
                ('headcount', models.PositiveIntegerField(blank=True, null=True, verbose_name='参加人数')),
                ('hours', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='学时')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='纪实')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='作废理由')),
            ],
            options={
                'ordering': ['-held_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='WorkRecordEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('kind', models.CharField(choices=[('member_meeting', '党员大会'), ('committee_meeting', '支委会'), ('group_meeting', '党小组会'), ('party_lecture', '党课'), ('theme_day', '主题党日'), ('organizational_life', '组织生活会'), ('member_appraisal', '民主评议党员'), ('joint_meeting', '联席会议'), ('study_of_party_work', '专题研究党建'), ('training', '教育培训'), ('contact_visit', '领导联系'), ('commitment', '承诺践诺'), ('pairing', '结对共建'), ('volunteer', '志愿服务')], max_length=30, verbose_name='类型')),
                ('held_on', models.DateField(verbose_name='日期')),
                ('title', models.CharField(max_length=100, verbose_name='主题')),
                ('headcount', models.PositiveIntegerField(blank=True, null=True, verbose_name='参加人数')),
                ('hours', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='学时')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='纪实')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='作废理由')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccessGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('source', models.CharField(choices=[('visit', '检查任务'), ('belt', '示范带联系'), ('leader_link', '领导联系点')], max_length=20)),
                ('source_key', models.CharField(max_length=40)),
                ('started_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LeaderLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('visits_owed', models.PositiveSmallIntegerField(default=2, verbose_name='每年应到次数')),
                ('started_on', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leader_links', to=settings.AUTH_USER_MODEL, verbose_name='联系领导')),
            ],
            options={
                'ordering': ['organization_path'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('office', '党建办工作人员'), ('secretary', '党支部书记'), ('inspector', '督导员'), ('leader', '联系领导'), ('auditor', '安全审计员'), ('administrator', '系统管理员'), ('security_officer', '安全保密管理员')], max_length=30, verbose_name='角色')),
                ('title', models.CharField(blank=True, max_length=40, verbose_name='职务')),
                ('started_on', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='授权依据')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'ordering': ['-started_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('path', models.CharField(db_collation='C', max_length=255, unique=True)),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='组织代码')),
                ('name', models.CharField(max_length=120, verbose_name='组织全称')),
                ('short_name', models.CharField(max_length=60, verbose_name='简称')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='拼音首字母')),
                ('sort_key', models.CharField(blank=True, max_length=400)),
                ('kind', models.CharField(choices=[('party_committee', '党委'), ('working_committee', '党工委'), ('leading_group', '党组'), ('general_branch', '党总支'), ('branch', '党支部'), ('joint_branch', '联合党支部'), ('joint_committee', '联合党委'), ('functional_branch', '功能型党支部')], max_length=30, verbose_name='组织类别')),
                ('level', models.CharField(choices=[('city', '市级'), ('district', '县区级'), ('township', '乡镇街道级'), ('grassroots', '基层')], max_length=20, verbose_name='层级')),
                ('sector', models.CharField(choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('division_code', models.CharField(blank=True, max_length=12, verbose_name='行政区划代码')),
                ('established_on', models.DateField(blank=True, null=True, verbose_name='成立日期')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='经度')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='纬度')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='联系电话')),
                ('stars', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(5)], verbose_name='星级')),
                ('is_weak', models.BooleanField(default=False, verbose_name='软弱涣散（后进）')),
                ('next_election_on', models.DateField(blank=True, null=True, verbose_name='下次换届日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['level', 'sector'], name='organization_level_sector')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organization_has_name'), models.CheckConstraint(condition=models.Q(('stars__lte', 5)), name='organization_stars_at_most_five')],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('office', '党建办工作人员'), ('secretary', '党支部书记'), ('inspector', '督导员'), ('leader', '联系领导'), ('auditor', '安全审计员'), ('administrator', '系统管理员'), ('security_officer', '安全保密管理员')], max_length=30, verbose_name='角色')),
                ('title', models.CharField(blank=True, max_length=40, verbose_name='职务')),
                ('started_on', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='授权依据')),
                ('granted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='党组织')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organizations.organization', verbose_name='党组织'),
        ),
        migrations.CreateModel(
            name='LeaderLinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('visits_owed', models.PositiveSmallIntegerField(default=2, verbose_name='每年应到次数')),
                ('started_on', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.leaderlink')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='联系领导')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='联系点')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='leaderlink',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leader_links', to='organizations.organization', verbose_name='联系点'),
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('period', models.CharField(blank=True, help_text='2026、2026Q4、2026-11；现状为空', max_length=7, verbose_name='时期')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='数值')),
                ('source', models.CharField(choices=[('self', '本单位填报'), ('import', '上级导入'), ('inspection', '检查核实')], max_length=20, verbose_name='来源')),
                ('said_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='时间')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('metric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='organizations.metric')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='organizations.organization')),
            ],
            options={
                'ordering': ['-said_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CurrentFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('period', models.CharField(blank=True, max_length=7)),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.fact')),
                ('metric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.metric')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='current_facts', to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='AccessGrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('source', models.CharField(choices=[('visit', '检查任务'), ('belt', '示范带联系'), ('leader_link', '领导联系点')], max_length=20)),
                ('source_key', models.CharField(max_length=40)),
                ('started_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.accessgrant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='accessgrant',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='organizations.organization'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_organizationevent" ("address", "closed_on", "code", "contact_name", "contact_phone", "created_at", "division_code", "established_on", "id", "initials", "is_weak", "kind", "latitude", "level", "longitude", "name", "next_election_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "short_name", "sort_key", "stars", "version") VALUES (NEW."address", NEW."closed_on", NEW."code", NEW."contact_name", NEW."contact_phone", NEW."created_at", NEW."division_code", NEW."established_on", NEW."id", NEW."initials", NEW."is_weak", NEW."kind", NEW."latitude", NEW."level", NEW."longitude", NEW."name", NEW."next_election_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sector", NEW."short_name", NEW."sort_key", NEW."stars", NEW."version"); RETURN NULL;', hash='bab048455aca14e3296375b6db8b31b6e6cf8e6f', operation='INSERT', pgid='pgtrigger_insert_insert_5a753', table='organizations_organization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."contact_name" IS DISTINCT FROM (NEW."contact_name") OR OLD."contact_phone" IS DISTINCT FROM (NEW."contact_phone") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."division_code" IS DISTINCT FROM (NEW."division_code") OR OLD."established_on" IS DISTINCT FROM (NEW."established_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initials" IS DISTINCT FROM (NEW."initials") OR OLD."is_weak" IS DISTINCT FROM (NEW."is_weak") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."next_election_on" IS DISTINCT FROM (NEW."next_election_on") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."sort_key" IS DISTINCT FROM (NEW."sort_key") OR OLD."stars" IS DISTINCT FROM (NEW."stars") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "organizations_organizationevent" ("address", "closed_on", "code", "contact_name", "contact_phone", "created_at", "division_code", "established_on", "id", "initials", "is_weak", "kind", "latitude", "level", "longitude", "name", "next_election_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "short_name", "sort_key", "stars", "version") VALUES (NEW."address", NEW."closed_on", NEW."code", NEW."contact_name", NEW."contact_phone", NEW."created_at", NEW."division_code", NEW."established_on", NEW."id", NEW."initials", NEW."is_weak", NEW."kind", NEW."latitude", NEW."level", NEW."longitude", NEW."name", NEW."next_election_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sector", NEW."short_name", NEW."sort_key", NEW."stars", NEW."version"); RETURN NULL;', hash='8fb25e6aebae7777563e22aafbf268526960c4bb', operation='UPDATE', pgid='pgtrigger_update_update_73a92', table='organizations_organization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_organizationevent" ("address", "closed_on", "code", "contact_name", "contact_phone", "created_at", "division_code", "established_on", "id", "initials", "is_weak", "kind", "latitude", "level", "longitude", "name", "next_election_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "short_name", "sort_key", "stars", "version") VALUES (OLD."address", OLD."closed_on", OLD."code", OLD."contact_name", OLD."contact_phone", OLD."created_at", OLD."division_code", OLD."established_on", OLD."id", OLD."initials", OLD."is_weak", OLD."kind", OLD."latitude", OLD."level", OLD."longitude", OLD."name", OLD."next_election_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sector", OLD."short_name", OLD."sort_key", OLD."stars", OLD."version"); RETURN NULL;', hash='90c3f5c0cf44f297670315ba6e10038cf8812218', operation='DELETE', pgid='pgtrigger_delete_delete_84ac6', table='organizations_organization', when='AFTER')),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='workrecord',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='organizations.organization', verbose_name='党组织'),
        ),
        migrations.AddField(
            model_name='workrecord',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='workrecordevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='党组织'),
        ),
        migrations.AddField(
            model_name='workrecordevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='workrecordevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.workrecord'),
        ),
        migrations.AddField(
            model_name='workrecordevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershipevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9d29d58c28204c813b0a1d8c710bffcfc6a9293d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ce92c', table='organizations_membershipevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', django.db.models.expressions.CombinedExpression(models.F('started_on'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='membership_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('user', 'organization', 'role'), name='membership_current_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_membershipevent" ("ended_on", "granted_by_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "started_on", "title", "user_id") VALUES (NEW."ended_on", NEW."granted_by_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."role", NEW."started_on", NEW."title", NEW."user_id"); RETURN NULL;', hash='4b6f83f26e78390b243f26df4dc67ca89a558e0b', operation='INSERT', pgid='pgtrigger_insert_insert_df650', table='organizations_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organizations_membershipevent" ("ended_on", "granted_by_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "started_on", "title", "user_id") VALUES (NEW."ended_on", NEW."granted_by_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."role", NEW."started_on", NEW."title", NEW."user_id"); RETURN NULL;', hash='23f2a904e9a62f05f47bbcc7495bf8f9520d0208', operation='UPDATE', pgid='pgtrigger_update_update_6cb9e', table='organizations_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_membershipevent" ("ended_on", "granted_by_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "started_on", "title", "user_id") VALUES (OLD."ended_on", OLD."granted_by_id", OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."role", OLD."started_on", OLD."title", OLD."user_id"); RETURN NULL;', hash='4bafe914e10ce6e0ce4e99485da1155299ee1d25', operation='DELETE', pgid='pgtrigger_delete_delete_0b96a', table='organizations_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leaderlinkevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='87962f612ccf7f362d11e0fc0e413c3edd5e518d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1e450', table='organizations_leaderlinkevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='leaderlink',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', django.db.models.expressions.CombinedExpression(models.F('started_on'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='leaderlink_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='leaderlink',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('user', 'organization'), name='leaderlink_current_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leaderlink',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_leaderlinkevent" ("ended_on", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on", "user_id", "visits_owed") VALUES (NEW."ended_on", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_on", NEW."user_id", NEW."visits_owed"); RETURN NULL;', hash='2d29d710e6db922505eec45dff8988d39a068ef8', operation='INSERT', pgid='pgtrigger_insert_insert_68fe4', table='organizations_leaderlink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leaderlink',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organizations_leaderlinkevent" ("ended_on", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on", "user_id", "visits_owed") VALUES (NEW."ended_on", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_on", NEW."user_id", NEW."visits_owed"); RETURN NULL;', hash='2e79a535555ee95726541c070c392c581c81633c', operation='UPDATE', pgid='pgtrigger_update_update_33264', table='organizations_leaderlink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leaderlink',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_leaderlinkevent" ("ended_on", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on", "user_id", "visits_owed") VALUES (OLD."ended_on", OLD."id", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."started_on", OLD."user_id", OLD."visits_owed"); RETURN NULL;', hash='d897b9b2f41a84fc348e399db3e6cb289bd23aff', operation='DELETE', pgid='pgtrigger_delete_delete_94827', table='organizations_leaderlink', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['organization', 'metric', 'period', '-said_at'], name='fact_history'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fact',
            trigger=pgtrigger.compiler.Trigger(name='fact_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cfad4b3242cb0cba351e5b73d4b91f67469e468b', operation='UPDATE OR DELETE', pgid='pgtrigger_fact_append_only_1463a', table='organizations_fact', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='currentfact',
            constraint=models.UniqueConstraint(fields=('organization', 'metric', 'period'), name='currentfact_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessgrantevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9027ab7b90a441bd644245f744192a341d262992', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_06090', table='organizations_accessgrantevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', django.db.models.expressions.CombinedExpression(models.F('started_on'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='accessgrant_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=models.UniqueConstraint(fields=('user', 'organization', 'source', 'source_key'), name='accessgrant_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessgrant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_accessgrantevent" ("ended_on", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_key", "started_on", "user_id") VALUES (NEW."ended_on", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."source_key", NEW."started_on", NEW."user_id"); RETURN NULL;', hash='2d0744f6667ba3685d37a1e2e237aef72dbaa4c3', operation='INSERT', pgid='pgtrigger_insert_insert_dccca', table='organizations_accessgrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessgrant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organizations_accessgrantevent" ("ended_on", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_key", "started_on", "user_id") VALUES (NEW."ended_on", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."source_key", NEW."started_on", NEW."user_id"); RETURN NULL;', hash='6e0534a19a76c9001266dad5fe803914ab84ad53', operation='UPDATE', pgid='pgtrigger_update_update_0425f', table='organizations_accessgrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessgrant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_accessgrantevent" ("ended_on", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_key", "started_on", "user_id") VALUES (OLD."ended_on", OLD."id", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."source_key", OLD."started_on", OLD."user_id"); RETURN NULL;', hash='da76cf6b23473f0448640f7b8b0503d7eff08f27', operation='DELETE', pgid='pgtrigger_delete_delete_4a140', table='organizations_accessgrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organizationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b57d657ff616d824ae4a63d9d1c32f035699505a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88049', table='organizations_organizationevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='workrecord',
            index=models.Index(fields=['organization', 'kind', 'held_on'], name='workrecord_count'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workrecord',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_workrecordevent" ("cancel_reason", "cancelled_at", "created_at", "headcount", "held_on", "hours", "id", "kind", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "summary", "title") VALUES (NEW."cancel_reason", NEW."cancelled_at", NEW."created_at", NEW."headcount", NEW."held_on", NEW."hours", NEW."id", NEW."kind", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_by_id", NEW."summary", NEW."title"); RETURN NULL;', hash='c3f51178e43abeaa2c3bb3bf9ffa4043fb03610b', operation='INSERT', pgid='pgtrigger_insert_insert_64f58', table='organizations_workrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workrecord',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organizations_workrecordevent" ("cancel_reason", "cancelled_at", "created_at", "headcount", "held_on", "hours", "id", "kind", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "summary", "title") VALUES (NEW."cancel_reason", NEW."cancelled_at", NEW."created_at", NEW."headcount", NEW."held_on", NEW."hours", NEW."id", NEW."kind", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_by_id", NEW."summary", NEW."title"); RETURN NULL;', hash='43d6d8cee06a9d06248eec46f10846ccc0314315', operation='UPDATE', pgid='pgtrigger_update_update_adae1', table='organizations_workrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workrecord',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organizations_workrecordevent" ("cancel_reason", "cancelled_at", "created_at", "headcount", "held_on", "hours", "id", "kind", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "summary", "title") VALUES (OLD."cancel_reason", OLD."cancelled_at", OLD."created_at", OLD."headcount", OLD."held_on", OLD."hours", OLD."id", OLD."kind", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_by_id", OLD."summary", OLD."title"); RETURN NULL;', hash='84ad2cda8012445da0be590d04762b1c6e064d65', operation='DELETE', pgid='pgtrigger_delete_delete_5ad0b', table='organizations_workrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workrecordevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ad5753da614800bb422fca9ec09208ab46a0c49', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_def93', table='organizations_workrecordevent', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='metric',
            name='is_reference',
            field=models.BooleanField(default=False, verbose_name='地区参照值'),
        ),
    ]
