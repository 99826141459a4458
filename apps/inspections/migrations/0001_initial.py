import uuid

import django.contrib.postgres.fields
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
        ('applications', '0001_initial'),
        ('campaigns', '0001_initial'),
        ('organizations', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('standards', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('severity', models.CharField(choices=[('minor', '一般'), ('major', '较重'), ('critical', '严重')], default='minor', max_length=10, verbose_name='程度')),
                ('description', models.CharField(max_length=500, verbose_name='问题')),
                ('demand', models.CharField(blank=True, max_length=500, verbose_name='整改要求')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('status', models.CharField(choices=[('open', '待整改'), ('answered', '待复查'), ('sent_back', '退回整改'), ('verified', '已销号'), ('withdrawn', '已撤销')], default='open', max_length=20)),
                ('found_at', models.DateTimeField(default=apps.core.clock.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='applications.application')),
                ('criterion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standards.criterion', verbose_name='对应指标')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='organizations.organization', verbose_name='整改单位')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MassSurvey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('held_on', models.DateField(verbose_name='测评日期')),
                ('issued', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='发出票数')),
                ('satisfied', models.PositiveIntegerField(verbose_name='满意')),
                ('fairly_satisfied', models.PositiveIntegerField(verbose_name='基本满意')),
                ('dissatisfied', models.PositiveIntegerField(verbose_name='不满意')),
                ('no_opinion', models.PositiveIntegerField(default=0, verbose_name='不了解')),
                ('counted_by', models.CharField(max_length=40, verbose_name='计票人')),
                ('supervised_by', models.CharField(max_length=40, verbose_name='监票人')),
                ('recorded_at', models.DateTimeField(default=apps.core.clock.now)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mass_survey', to='applications.application')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MassSurveyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('held_on', models.DateField(verbose_name='测评日期')),
                ('issued', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='发出票数')),
                ('satisfied', models.PositiveIntegerField(verbose_name='满意')),
                ('fairly_satisfied', models.PositiveIntegerField(verbose_name='基本满意')),
                ('dissatisfied', models.PositiveIntegerField(verbose_name='不满意')),
                ('no_opinion', models.PositiveIntegerField(default=0, verbose_name='不了解')),
                ('counted_by', models.CharField(max_length=40, verbose_name='计票人')),
                ('supervised_by', models.CharField(max_length=40, verbose_name='监票人')),
                ('recorded_at', models.DateTimeField(default=apps.core.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.masssurvey')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rectification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='整改情况')),
                ('answered_at', models.DateTimeField(default=apps.core.clock.now)),
                ('accepted', models.BooleanField(blank=True, null=True, verbose_name='复查通过')),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='复查意见')),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rectifications', to='inspections.finding')),
            ],
            options={
                'ordering': ['finding', 'answered_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RectificationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('text', models.TextField(max_length=2000, verbose_name='整改情况')),
                ('answered_at', models.DateTimeField(default=apps.core.clock.now)),
                ('accepted', models.BooleanField(blank=True, null=True, verbose_name='复查通过')),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='复查意见')),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.rectification')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('quarterly', '定期督查'), ('random', '随机抽查'), ('acceptance', '验收'), ('tour', '观摩评审'), ('verification', '年度复核')], max_length=20, verbose_name='类型')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('quarter', models.PositiveSmallIntegerField(verbose_name='季度')),
                ('theme', models.CharField(blank=True, max_length=40, verbose_name='主题')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('status', models.CharField(choices=[('planned', '已安排'), ('closed', '已办结')], default='planned', max_length=20)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='campaigns.campaign', verbose_name='活动')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='organizations.organization', verbose_name='组织单位')),
            ],
            options={
                'ordering': ['-starts_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RoundEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('quarterly', '定期督查'), ('random', '随机抽查'), ('acceptance', '验收'), ('tour', '观摩评审'), ('verification', '年度复核')], max_length=20, verbose_name='类型')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('quarter', models.PositiveSmallIntegerField(verbose_name='季度')),
                ('theme', models.CharField(blank=True, max_length=40, verbose_name='主题')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('status', models.CharField(choices=[('planned', '已安排'), ('closed', '已办结')], default='planned', max_length=20)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign', verbose_name='活动')),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='组织单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.round')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('scheduled_on', models.DateField(verbose_name='计划日期')),
                ('status', models.CharField(choices=[('planned', '待检查'), ('under_way', '检查中'), ('recorded', '已提交'), ('cancelled', '已取消')], default='planned', max_length=20)),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('documents', '看资料'), ('on_site', '实地查看'), ('talks', '座谈走访')], max_length=20), blank=True, default=list, size=None, verbose_name='检查方式')),
                ('counterpart', models.CharField(blank=True, max_length=80, verbose_name='陪同人员')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='总体评价')),
                ('highlights', models.TextField(blank=True, max_length=1000, verbose_name='亮点')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='到达时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='离开时间')),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='applications.application', verbose_name='申报')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='organizations.organization', verbose_name='被检查单位')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='inspections.round', verbose_name='督查批次')),
            ],
            options={
                'ordering': ['scheduled_on', 'organization_path'],
            },
        ),
        migrations.CreateModel(
            name='FindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('severity', models.CharField(choices=[('minor', '一般'), ('major', '较重'), ('critical', '严重')], default='minor', max_length=10, verbose_name='程度')),
                ('description', models.CharField(max_length=500, verbose_name='问题')),
                ('demand', models.CharField(blank=True, max_length=500, verbose_name='整改要求')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('status', models.CharField(choices=[('open', '待整改'), ('answered', '待复查'), ('sent_back', '退回整改'), ('verified', '已销号'), ('withdrawn', '已撤销')], default='open', max_length=20)),
                ('found_at', models.DateTimeField(default=apps.core.clock.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('criterion', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='standards.criterion', verbose_name='对应指标')),
                ('found_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='整改单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.finding')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='finding',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.visit'),
        ),
        migrations.CreateModel(
            name='VisitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('scheduled_on', models.DateField(verbose_name='计划日期')),
                ('status', models.CharField(choices=[('planned', '待检查'), ('under_way', '检查中'), ('recorded', '已提交'), ('cancelled', '已取消')], default='planned', max_length=20)),
                ('methods', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('documents', '看资料'), ('on_site', '实地查看'), ('talks', '座谈走访')], max_length=20), blank=True, default=list, size=None, verbose_name='检查方式')),
                ('counterpart', models.CharField(blank=True, max_length=80, verbose_name='陪同人员')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='总体评价')),
                ('highlights', models.TextField(blank=True, max_length=1000, verbose_name='亮点')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='到达时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='离开时间')),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application', verbose_name='申报')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='被检查单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.visit')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.round', verbose_name='督查批次')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_lead', models.BooleanField(default=False, verbose_name='组长')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_memberships', to=settings.AUTH_USER_MODEL, verbose_name='督导员')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='inspections.visit')),
            ],
        ),
        migrations.CreateModel(
            name='VisitMemberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_lead', models.BooleanField(default=False, verbose_name='组长')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.visitmember')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督导员')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '不达标'), ('not_applicable', '不适用')], max_length=20, verbose_name='结论')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='核实值')),
                ('members', models.JSONField(blank=True, default=list, verbose_name='核实具备项')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standards.criterion')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='inspections.visit')),
            ],
            options={
                'ordering': ['visit', 'criterion__position'],
            },
        ),
        migrations.CreateModel(
            name='VisitResultEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '不达标'), ('not_applicable', '不适用')], max_length=20, verbose_name='结论')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='核实值')),
                ('members', models.JSONField(blank=True, default=list, verbose_name='核实具备项')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('criterion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='standards.criterion')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inspections.visitresult')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='masssurvey',
            constraint=models.CheckConstraint(condition=models.Q(('issued__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('satisfied'), '+', models.F('fairly_satisfied')), '+', models.F('dissatisfied')), '+', models.F('no_opinion')))), name='masssurvey_returned_within_issued'),
        ),
        migrations.AddConstraint(
            model_name='masssurvey',
            constraint=models.CheckConstraint(condition=models.Q(('counted_by', models.F('supervised_by')), _negated=True), name='masssurvey_two_persons'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='masssurvey',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_masssurveyevent" ("application_id", "counted_by", "dissatisfied", "fairly_satisfied", "held_on", "id", "issued", "no_opinion", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "satisfied", "supervised_by") VALUES (NEW."application_id", NEW."counted_by", NEW."dissatisfied", NEW."fairly_satisfied", NEW."held_on", NEW."id", NEW."issued", NEW."no_opinion", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."satisfied", NEW."supervised_by"); RETURN NULL;', hash='291318a9700faa08d293e0a47905e4c500cbc043', operation='INSERT', pgid='pgtrigger_insert_insert_15e24', table='inspections_masssurvey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='masssurvey',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_masssurveyevent" ("application_id", "counted_by", "dissatisfied", "fairly_satisfied", "held_on", "id", "issued", "no_opinion", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "satisfied", "supervised_by") VALUES (NEW."application_id", NEW."counted_by", NEW."dissatisfied", NEW."fairly_satisfied", NEW."held_on", NEW."id", NEW."issued", NEW."no_opinion", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."satisfied", NEW."supervised_by"); RETURN NULL;', hash='35ca8eb55e8f74b395037f19a67943ea2def7a3d', operation='UPDATE', pgid='pgtrigger_update_update_6a8c2', table='inspections_masssurvey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='masssurvey',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_masssurveyevent" ("application_id", "counted_by", "dissatisfied", "fairly_satisfied", "held_on", "id", "issued", "no_opinion", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "satisfied", "supervised_by") VALUES (OLD."application_id", OLD."counted_by", OLD."dissatisfied", OLD."fairly_satisfied", OLD."held_on", OLD."id", OLD."issued", OLD."no_opinion", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."satisfied", OLD."supervised_by"); RETURN NULL;', hash='f5b575c22ce77e14b2967e9012ede9432a6fba48', operation='DELETE', pgid='pgtrigger_delete_delete_0cc23', table='inspections_masssurvey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='masssurveyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7521b16ddebe15b870ca10c230ca0c1de1c7209b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4bcec', table='inspections_masssurveyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectification',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationevent" ("accepted", "answered_at", "answered_by_id", "checked_at", "checked_by_id", "finding_id", "id", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."accepted", NEW."answered_at", NEW."answered_by_id", NEW."checked_at", NEW."checked_by_id", NEW."finding_id", NEW."id", NEW."opinion", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;', hash='1f240a9bda45abaa3c85db07e6e245e0751740fd', operation='INSERT', pgid='pgtrigger_insert_insert_63ec9', table='inspections_rectification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectification',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_rectificationevent" ("accepted", "answered_at", "answered_by_id", "checked_at", "checked_by_id", "finding_id", "id", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."accepted", NEW."answered_at", NEW."answered_by_id", NEW."checked_at", NEW."checked_by_id", NEW."finding_id", NEW."id", NEW."opinion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;', hash='c5a5b98fb5cae33f2b8f4afdd2564c8e79278ceb', operation='UPDATE', pgid='pgtrigger_update_update_f6d29', table='inspections_rectification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectification',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_rectificationevent" ("accepted", "answered_at", "answered_by_id", "checked_at", "checked_by_id", "finding_id", "id", "opinion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (OLD."accepted", OLD."answered_at", OLD."answered_by_id", OLD."checked_at", OLD."checked_by_id", OLD."finding_id", OLD."id", OLD."opinion", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text"); RETURN NULL;', hash='514d65eaedea7ad743460669c2502b94a9333b63', operation='DELETE', pgid='pgtrigger_delete_delete_d9e08', table='inspections_rectification', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rectificationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fdcfc12ef52175be2681ef33b858db2493a31d74', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_863b3', table='inspections_rectificationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='round_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='round_quarter_of_year'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_roundevent" ("campaign_id", "created_at", "created_by_id", "ends_on", "id", "kind", "name", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "starts_on", "status", "theme", "year") VALUES (NEW."campaign_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."kind", NEW."name", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quarter", NEW."starts_on", NEW."status", NEW."theme", NEW."year"); RETURN NULL;', hash='ec32b54216b90c663fd2a2fbf0c92ec8dd24598e', operation='INSERT', pgid='pgtrigger_insert_insert_f8b02', table='inspections_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_roundevent" ("campaign_id", "created_at", "created_by_id", "ends_on", "id", "kind", "name", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "starts_on", "status", "theme", "year") VALUES (NEW."campaign_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."kind", NEW."name", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quarter", NEW."starts_on", NEW."status", NEW."theme", NEW."year"); RETURN NULL;', hash='597fd97cf56551b4cbaa22f347bc91d4809eb4b5', operation='UPDATE', pgid='pgtrigger_update_update_97e9e', table='inspections_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_roundevent" ("campaign_id", "created_at", "created_by_id", "ends_on", "id", "kind", "name", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "starts_on", "status", "theme", "year") VALUES (OLD."campaign_id", OLD."created_at", OLD."created_by_id", OLD."ends_on", OLD."id", OLD."kind", OLD."name", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quarter", OLD."starts_on", OLD."status", OLD."theme", OLD."year"); RETURN NULL;', hash='7df2c99a41663e108988c2ac3cd1c6f5c6fdff7f', operation='DELETE', pgid='pgtrigger_delete_delete_32f61', table='inspections_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='656230900d4115cea0166b8883a5d976c2daf99b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e4dfb', table='inspections_roundevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'cancelled'), _negated=True), fields=('round', 'application'), name='visit_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('started_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='visit_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitevent" ("application_id", "counterpart", "created_at", "ended_at", "highlights", "id", "methods", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "round_id", "scheduled_on", "started_at", "status", "summary", "version") VALUES (NEW."application_id", NEW."counterpart", NEW."created_at", NEW."ended_at", NEW."highlights", NEW."id", NEW."methods", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."round_id", NEW."scheduled_on", NEW."started_at", NEW."status", NEW."summary", NEW."version"); RETURN NULL;', hash='d83d3445286f025c41a49dc481b79289877a115f', operation='INSERT', pgid='pgtrigger_insert_insert_3899f', table='inspections_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_visitevent" ("application_id", "counterpart", "created_at", "ended_at", "highlights", "id", "methods", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "round_id", "scheduled_on", "started_at", "status", "summary", "version") VALUES (NEW."application_id", NEW."counterpart", NEW."created_at", NEW."ended_at", NEW."highlights", NEW."id", NEW."methods", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."round_id", NEW."scheduled_on", NEW."started_at", NEW."status", NEW."summary", NEW."version"); RETURN NULL;', hash='83cb58654dc299f05ca67496639803e094e44db8', operation='UPDATE', pgid='pgtrigger_update_update_3dbc4', table='inspections_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitevent" ("application_id", "counterpart", "created_at", "ended_at", "highlights", "id", "methods", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "round_id", "scheduled_on", "started_at", "status", "summary", "version") VALUES (OLD."application_id", OLD."counterpart", OLD."created_at", OLD."ended_at", OLD."highlights", OLD."id", OLD."methods", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."round_id", OLD."scheduled_on", OLD."started_at", OLD."status", OLD."summary", OLD."version"); RETURN NULL;', hash='c8b678db050b812efdd98b936d0935b8e10a3928', operation='DELETE', pgid='pgtrigger_delete_delete_84a95', table='inspections_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bbf8ae1dccb9acb5375af02454459ed631b467ee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_37b82', table='inspections_findingevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['organization_path', 'status', 'due_on'], name='finding_ledger'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='finding_has_description'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_findingevent" ("application_id", "closed_at", "criterion_id", "demand", "description", "due_on", "found_at", "found_by_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "status", "visit_id") VALUES (NEW."application_id", NEW."closed_at", NEW."criterion_id", NEW."demand", NEW."description", NEW."due_on", NEW."found_at", NEW."found_by_id", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."severity", NEW."status", NEW."visit_id"); RETURN NULL;', hash='2fc816075f9b40ae873617d11690fed6612f75c9', operation='INSERT', pgid='pgtrigger_insert_insert_6f287', table='inspections_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_findingevent" ("application_id", "closed_at", "criterion_id", "demand", "description", "due_on", "found_at", "found_by_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "status", "visit_id") VALUES (NEW."application_id", NEW."closed_at", NEW."criterion_id", NEW."demand", NEW."description", NEW."due_on", NEW."found_at", NEW."found_by_id", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."severity", NEW."status", NEW."visit_id"); RETURN NULL;', hash='826edbc2ff153cab36434d79b585c020b0ebf186', operation='UPDATE', pgid='pgtrigger_update_update_edce6', table='inspections_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_findingevent" ("application_id", "closed_at", "criterion_id", "demand", "description", "due_on", "found_at", "found_by_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "status", "visit_id") VALUES (OLD."application_id", OLD."closed_at", OLD."criterion_id", OLD."demand", OLD."description", OLD."due_on", OLD."found_at", OLD."found_by_id", OLD."id", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."severity", OLD."status", OLD."visit_id"); RETURN NULL;', hash='d1abbaf93d766e5c4743ceb7d76a0e2acae6deda', operation='DELETE', pgid='pgtrigger_delete_delete_1c623', table='inspections_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='339e6a73ed7382402cc6971c466318045b8231bc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9182b', table='inspections_visitevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitmember',
            constraint=models.UniqueConstraint(fields=('visit', 'user'), name='visitmember_once'),
        ),
        migrations.AddConstraint(
            model_name='visitmember',
            constraint=models.UniqueConstraint(condition=models.Q(('is_lead', True)), fields=('visit',), name='visitmember_one_lead'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmember',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitmemberevent" ("id", "is_lead", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "visit_id") VALUES (NEW."id", NEW."is_lead", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id", NEW."visit_id"); RETURN NULL;', hash='43fa96d76d83aa35bb2b095f444d551048c3efe5', operation='INSERT', pgid='pgtrigger_insert_insert_ffdcd', table='inspections_visitmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_visitmemberevent" ("id", "is_lead", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "visit_id") VALUES (NEW."id", NEW."is_lead", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id", NEW."visit_id"); RETURN NULL;', hash='6067c968b9400a27b50aac5ce18e159ae9a09605', operation='UPDATE', pgid='pgtrigger_update_update_ae89f', table='inspections_visitmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmember',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitmemberevent" ("id", "is_lead", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "visit_id") VALUES (OLD."id", OLD."is_lead", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id", OLD."visit_id"); RETURN NULL;', hash='7ab26d64b6675d2b5e9ce23c640fe99ca86e8de1', operation='DELETE', pgid='pgtrigger_delete_delete_78f6b', table='inspections_visitmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmemberevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0734f3faac46cfbd85747d9f9d0d6d632595dc42', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_75e55', table='inspections_visitmemberevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitresult',
            constraint=models.UniqueConstraint(fields=('visit', 'criterion'), name='visitresult_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitresult',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitresultevent" ("criterion_id", "id", "members", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "verdict", "visit_id") VALUES (NEW."criterion_id", NEW."id", NEW."members", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."value", NEW."verdict", NEW."visit_id"); RETURN NULL;', hash='80d968d7aebafdab79fadb72452abf0ca2bfa46d', operation='INSERT', pgid='pgtrigger_insert_insert_c98a0', table='inspections_visitresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitresult',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_visitresultevent" ("criterion_id", "id", "members", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "verdict", "visit_id") VALUES (NEW."criterion_id", NEW."id", NEW."members", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."value", NEW."verdict", NEW."visit_id"); RETURN NULL;', hash='5519bed291b4254404a8493db133950838cc5b0e', operation='UPDATE', pgid='pgtrigger_update_update_a4422', table='inspections_visitresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitresult',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_visitresultevent" ("criterion_id", "id", "members", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "verdict", "visit_id") VALUES (OLD."criterion_id", OLD."id", OLD."members", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."value", OLD."verdict", OLD."visit_id"); RETURN NULL;', hash='29b375ebc746d6480b2401eb43b3424dc3d014ff', operation='DELETE', pgid='pgtrigger_delete_delete_ca2f2', table='inspections_visitresult', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitresultevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='622fcc48bd7868d6463eb543a6f36396ffd507c7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bb69e', table='inspections_visitresultevent', when='BEFORE')),
        ),
    ]
