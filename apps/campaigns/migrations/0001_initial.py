import django.core.validators
import django.db.models.constraints
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
        ('organizations', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('standards', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='活动名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('kind', models.CharField(choices=[('site', '示范点'), ('belt', '示范带'), ('zone', '示范区'), ('brand', '党建品牌'), ('standardization', '规范化建设'), ('improvement', '提升工程')], max_length=20, verbose_name='创建类型')),
                ('activity_type', models.CharField(choices=[('demonstration', '示范创建'), ('star_rating', '星级评定'), ('compliance', '规范化达标'), ('annual_assessment', '年度考核'), ('pilot', '试点'), ('case_selection', '案例评选')], max_length=20, verbose_name='活动性质')),
                ('status', models.CharField(choices=[('draft', '筹备中'), ('open', '进行中'), ('suspended', '已暂停'), ('closed', '已结束'), ('cancelled', '已终止')], default='draft', max_length=20, verbose_name='状态')),
                ('template_code', models.CharField(blank=True, max_length=60)),
                ('plan', models.JSONField(blank=True, default=dict)),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='活动说明')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('scope_path', models.CharField(db_collation='C', db_index=True, max_length=255)),
                ('sectors', models.JSONField(default=list, help_text='empty: all', verbose_name='领域')),
                ('kinds', models.JSONField(blank=True, default=list, help_text='empty: all', verbose_name='组织类别')),
                ('levels', models.JSONField(blank=True, default=list, help_text='empty: all', verbose_name='层级')),
                ('decision_body', models.CharField(blank=True, max_length=100, verbose_name='决定机关')),
                ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('decision_date', models.DateField(blank=True, null=True, verbose_name='决定日期')),
                ('approval_basis', models.CharField(blank=True, max_length=200, verbose_name='批准依据')),
                ('authorization', models.CharField(blank=True, max_length=200, verbose_name='授权说明')),
                ('no_fee', models.BooleanField(default=False, verbose_name='承诺不向基层和创建单位收取任何费用')),
                ('weight_self', models.DecimalField(decimal_places=2, default=20, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='自评权重')),
                ('weight_mass', models.DecimalField(decimal_places=2, default=30, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='群众测评权重')),
                ('weight_organization', models.DecimalField(decimal_places=2, default=50, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='组织考评权重')),
                ('satisfaction_pass', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='群众满意度不低于')),
                ('notice_working_days', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(20)], verbose_name='公示工作日')),
                ('validity_years', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='命名有效期（年）')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='organizations.organization', verbose_name='主办党组织')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='实施范围')),
            ],
            options={
                'ordering': ['-year', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CampaignEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100, verbose_name='活动名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('kind', models.CharField(choices=[('site', '示范点'), ('belt', '示范带'), ('zone', '示范区'), ('brand', '党建品牌'), ('standardization', '规范化建设'), ('improvement', '提升工程')], max_length=20, verbose_name='创建类型')),
                ('activity_type', models.CharField(choices=[('demonstration', '示范创建'), ('star_rating', '星级评定'), ('compliance', '规范化达标'), ('annual_assessment', '年度考核'), ('pilot', '试点'), ('case_selection', '案例评选')], max_length=20, verbose_name='活动性质')),
                ('status', models.CharField(choices=[('draft', '筹备中'), ('open', '进行中'), ('suspended', '已暂停'), ('closed', '已结束'), ('cancelled', '已终止')], default='draft', max_length=20, verbose_name='状态')),
                ('template_code', models.CharField(blank=True, max_length=60)),
                ('plan', models.JSONField(blank=True, default=dict)),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='活动说明')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('scope_path', models.CharField(db_collation='C', max_length=255)),
                ('sectors', models.JSONField(default=list, help_text='empty: all', verbose_name='领域')),
                ('kinds', models.JSONField(blank=True, default=list, help_text='empty: all', verbose_name='组织类别')),
                ('levels', models.JSONField(blank=True, default=list, help_text='empty: all', verbose_name='层级')),
                ('decision_body', models.CharField(blank=True, max_length=100, verbose_name='决定机关')),
                ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('decision_date', models.DateField(blank=True, null=True, verbose_name='决定日期')),
                ('approval_basis', models.CharField(blank=True, max_length=200, verbose_name='批准依据')),
                ('authorization', models.CharField(blank=True, max_length=200, verbose_name='授权说明')),
                ('no_fee', models.BooleanField(default=False, verbose_name='承诺不向基层和创建单位收取任何费用')),
                ('weight_self', models.DecimalField(decimal_places=2, default=20, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='自评权重')),
                ('weight_mass', models.DecimalField(decimal_places=2, default=30, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='群众测评权重')),
                ('weight_organization', models.DecimalField(decimal_places=2, default=50, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='组织考评权重')),
                ('satisfaction_pass', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='群众满意度不低于')),
                ('notice_working_days', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(20)], verbose_name='公示工作日')),
                ('validity_years', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='命名有效期（年）')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='主办党组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.campaign')),
                ('scope', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='实施范围')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CampaignStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sector', models.CharField(blank=True, choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standards', to='campaigns.campaign')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_uses', to='standards.standardversion')),
            ],
            options={
                'ordering': ['sector'],
            },
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mobilization', '动员部署'), ('survey', '调查摸底'), ('application', '申报'), ('review', '审核'), ('creation', '创建'), ('self_assessment', '自评'), ('inspection', '验收'), ('mass_survey', '群众测评'), ('assessment', '评定'), ('notice', '公示'), ('naming', '命名授牌'), ('verification', '年度复核')], max_length=20, verbose_name='阶段')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('position', models.PositiveSmallIntegerField()),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='截止')),
                ('status', models.CharField(choices=[('planned', '未开始'), ('open', '进行中'), ('closed', '已结束')], default='planned', max_length=10)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='campaigns.campaign')),
            ],
            options={
                'ordering': ['campaign', 'position'],
            },
        ),
        migrations.CreateModel(
            name='PhaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('mobilization', '动员部署'), ('survey', '调查摸底'), ('application', '申报'), ('review', '审核'), ('creation', '创建'), ('self_assessment', '自评'), ('inspection', '验收'), ('mass_survey', '群众测评'), ('assessment', '评定'), ('notice', '公示'), ('naming', '命名授牌'), ('verification', '年度复核')], max_length=20, verbose_name='阶段')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('position', models.PositiveSmallIntegerField()),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='截止')),
                ('status', models.CharField(choices=[('planned', '未开始'), ('open', '进行中'), ('closed', '已结束')], default='planned', max_length=10)),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.phase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PhaseExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('until', models.DateTimeField(verbose_name='延至')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('granted_at', models.DateTimeField(default=apps.core.clock.now)),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='campaigns.phase')),
            ],
            options={
                'ordering': ['-granted_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PhaseExtensionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('until', models.DateTimeField(verbose_name='延至')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('granted_at', models.DateTimeField(default=apps.core.clock.now)),
                ('granted_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.phaseextension')),
                ('phase', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.phase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('sector', models.CharField(choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('taken_at', models.DateTimeField(default=apps.core.clock.now)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='campaigns.campaign')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['campaign', 'organization_path'],
            },
        ),
        migrations.CreateModel(
            name='PlaceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('sector', models.CharField(choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('taken_at', models.DateTimeField(default=apps.core.clock.now)),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.place')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(choices=[('total', '总名额'), ('parent', '按上级党组织'), ('sector', '按领域')], max_length=10, verbose_name='口径')),
                ('sector', models.CharField(blank=True, choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('limit', models.PositiveIntegerField(verbose_name='名额')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='campaigns.campaign')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='党组织')),
            ],
            options={
                'ordering': ['campaign', 'dimension', 'organization__path', 'sector'],
            },
        ),
        migrations.CreateModel(
            name='QuotaEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('dimension', models.CharField(choices=[('total', '总名额'), ('parent', '按上级党组织'), ('sector', '按领域')], max_length=10, verbose_name='口径')),
                ('sector', models.CharField(blank=True, choices=[('rural', '乡镇农村'), ('urban', '街道社区'), ('government', '机关'), ('public_institution', '科教文卫事业单位'), ('state_owned', '国有企业'), ('two_new', '两新组织'), ('tourism', '文旅')], max_length=30, verbose_name='领域')),
                ('limit', models.PositiveIntegerField(verbose_name='名额')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign')),
                ('organization', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='党组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.quota')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='campaign_has_name'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('weight_self', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('weight_mass')), '-', models.F('weight_organization')))), name='campaign_weights_make_hundred'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'cancelled']), models.Q(models.Q(('decision_body', ''), _negated=True), models.Q(('decision_number', ''), _negated=True), ('decision_date__isnull', False), models.Q(('approval_basis', ''), _negated=True), ('no_fee', True)), _connector='OR'), name='campaign_opens_with_decision'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_campaignevent" ("activity_type", "approval_basis", "authorization", "created_at", "created_by_id", "decision_body", "decision_date", "decision_number", "id", "kind", "kinds", "levels", "name", "no_fee", "notice_working_days", "opened_at", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "satisfaction_pass", "scope_id", "scope_path", "sectors", "status", "summary", "template_code", "validity_years", "version", "weight_mass", "weight_organization", "weight_self", "year") VALUES (NEW."activity_type", NEW."approval_basis", NEW."authorization", NEW."created_at", NEW."created_by_id", NEW."decision_body", NEW."decision_date", NEW."decision_number", NEW."id", NEW."kind", NEW."kinds", NEW."levels", NEW."name", NEW."no_fee", NEW."notice_working_days", NEW."opened_at", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan", NEW."satisfaction_pass", NEW."scope_id", NEW."scope_path", NEW."sectors", NEW."status", NEW."summary", NEW."template_code", NEW."validity_years", NEW."version", NEW."weight_mass", NEW."weight_organization", NEW."weight_self", NEW."year"); RETURN NULL;', hash='96668435550efb20e62c22d8728ac47020f3f8fc', operation='INSERT', pgid='pgtrigger_insert_insert_5522d', table='campaigns_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_campaignevent" ("activity_type", "approval_basis", "authorization", "created_at", "created_by_id", "decision_body", "decision_date", "decision_number", "id", "kind", "kinds", "levels", "name", "no_fee", "notice_working_days", "opened_at", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "satisfaction_pass", "scope_id", "scope_path", "sectors", "status", "summary", "template_code", "validity_years", "version", "weight_mass", "weight_organization", "weight_self", "year") VALUES (NEW."activity_type", NEW."approval_basis", NEW."authorization", NEW."created_at", NEW."created_by_id", NEW."decision_body", NEW."decision_date", NEW."decision_number", NEW."id", NEW."kind", NEW."kinds", NEW."levels", NEW."name", NEW."no_fee", NEW."notice_working_days", NEW."opened_at", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan", NEW."satisfaction_pass", NEW."scope_id", NEW."scope_path", NEW."sectors", NEW."status", NEW."summary", NEW."template_code", NEW."validity_years", NEW."version", NEW."weight_mass", NEW."weight_organization", NEW."weight_self", NEW."year"); RETURN NULL;', hash='86a675c6a9947635ed807ea11c3c2fae063978ff', operation='UPDATE', pgid='pgtrigger_update_update_f2afa', table='campaigns_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_campaignevent" ("activity_type", "approval_basis", "authorization", "created_at", "created_by_id", "decision_body", "decision_date", "decision_number", "id", "kind", "kinds", "levels", "name", "no_fee", "notice_working_days", "opened_at", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "satisfaction_pass", "scope_id", "scope_path", "sectors", "status", "summary", "template_code", "validity_years", "version", "weight_mass", "weight_organization", "weight_self", "year") VALUES (OLD."activity_type", OLD."approval_basis", OLD."authorization", OLD."created_at", OLD."created_by_id", OLD."decision_body", OLD."decision_date", OLD."decision_number", OLD."id", OLD."kind", OLD."kinds", OLD."levels", OLD."name", OLD."no_fee", OLD."notice_working_days", OLD."opened_at", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan", OLD."satisfaction_pass", OLD."scope_id", OLD."scope_path", OLD."sectors", OLD."status", OLD."summary", OLD."template_code", OLD."validity_years", OLD."version", OLD."weight_mass", OLD."weight_organization", OLD."weight_self", OLD."year"); RETURN NULL;', hash='75810019e9f7901f8db04af82ecd93a867d0acb6', operation='DELETE', pgid='pgtrigger_delete_delete_4123f', table='campaigns_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaignevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd78d02846c8c3f1cd9afeabc1d0e11b4eea1c90', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6a65a', table='campaigns_campaignevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='campaignstandard',
            constraint=models.UniqueConstraint(fields=('campaign', 'sector'), name='campaignstandard_once'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='phase_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.UniqueConstraint(fields=('campaign', 'kind'), name='phase_kind_once'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('campaign', 'position'), name='phase_position_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_phaseevent" ("campaign_id", "ends_at", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at", "status") VALUES (NEW."campaign_id", NEW."ends_at", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."starts_at", NEW."status"); RETURN NULL;', hash='ee9452c1d63d0292ffb223b2e762876aa62d91e3', operation='INSERT', pgid='pgtrigger_insert_insert_205bd', table='campaigns_phase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_phaseevent" ("campaign_id", "ends_at", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at", "status") VALUES (NEW."campaign_id", NEW."ends_at", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."starts_at", NEW."status"); RETURN NULL;', hash='3c46177a4d7d377161c29bac05b521e9fe0a81f0', operation='UPDATE', pgid='pgtrigger_update_update_969b5', table='campaigns_phase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_phaseevent" ("campaign_id", "ends_at", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "starts_at", "status") VALUES (OLD."campaign_id", OLD."ends_at", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."starts_at", OLD."status"); RETURN NULL;', hash='6ddc6d45da9ccf602f99c9e9ee48f32a779ee128', operation='DELETE', pgid='pgtrigger_delete_delete_94120', table='campaigns_phase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phaseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29eab155d2fb39698abda1192c19230bfff8f054', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fa0e4', table='campaigns_phaseevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='phaseextension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='phaseextension_has_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phaseextension',
            trigger=pgtrigger.compiler.Trigger(name='phaseextension_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='43dd137b40cf8ad7f48cfa58c99e9a7afe37dfe8', operation='UPDATE OR DELETE', pgid='pgtrigger_phaseextension_append_only_82d50', table='campaigns_phaseextension', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phaseextension',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_phaseextensionevent" ("granted_at", "granted_by_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "reason", "until") VALUES (NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_id", NEW."reason", NEW."until"); RETURN NULL;', hash='62e3deea5fcdef8ff213f8f0f813a22d1a8d873f', operation='INSERT', pgid='pgtrigger_insert_insert_4e14c', table='campaigns_phaseextension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phaseextension',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_phaseextensionevent" ("granted_at", "granted_by_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "reason", "until") VALUES (NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_id", NEW."reason", NEW."until"); RETURN NULL;', hash='53d8e7637fa10694a94fd0af189e35466a91b72a', operation='UPDATE', pgid='pgtrigger_update_update_b41c6', table='campaigns_phaseextension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phaseextension',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_phaseextensionevent" ("granted_at", "granted_by_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "reason", "until") VALUES (OLD."granted_at", OLD."granted_by_id", OLD."id", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase_id", OLD."reason", OLD."until"); RETURN NULL;', hash='518a5d2e9fb4464832816c56b7d74b91e6296117', operation='DELETE', pgid='pgtrigger_delete_delete_52ce5', table='campaigns_phaseextension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phaseextensionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3e666adda574563487b810624e8a83b882f6676c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_66a21', table='campaigns_phaseextensionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('campaign', 'organization'), name='place_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_placeevent" ("campaign_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "taken_at") VALUES (NEW."campaign_id", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sector", NEW."taken_at"); RETURN NULL;', hash='aa5c15976f1dcd3cbc80fb00cb77da4a678de957', operation='INSERT', pgid='pgtrigger_insert_insert_98d1d', table='campaigns_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_placeevent" ("campaign_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "taken_at") VALUES (NEW."campaign_id", NEW."id", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sector", NEW."taken_at"); RETURN NULL;', hash='28147376e7622d585845236f4ff6ff17aa1c0b17', operation='UPDATE', pgid='pgtrigger_update_update_3b669', table='campaigns_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_placeevent" ("campaign_id", "id", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "taken_at") VALUES (OLD."campaign_id", OLD."id", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sector", OLD."taken_at"); RETURN NULL;', hash='bb29bcee2c093942e3176cf745e881745a2fb250', operation='DELETE', pgid='pgtrigger_delete_delete_4e473', table='campaigns_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='be5bceb326a2f1797766f83bcf6a486da0226fae', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f608a', table='campaigns_placeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='quota',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dimension', 'total'), ('organization', None), ('sector', '')), models.Q(('dimension', 'parent'), ('organization__isnull', False), ('sector', '')), models.Q(('dimension', 'sector'), ('organization', None), models.Q(('sector', ''), _negated=True)), _connector='OR'), name='quota_names_its_key'),
        ),
        migrations.AddConstraint(
            model_name='quota',
            constraint=models.UniqueConstraint(fields=('campaign', 'dimension', 'organization', 'sector'), name='quota_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quota',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_quotaevent" ("campaign_id", "dimension", "id", "limit", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector") VALUES (NEW."campaign_id", NEW."dimension", NEW."id", NEW."limit", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sector"); RETURN NULL;', hash='1bf13fd6cf3ca2cb85cddf3fb7c60b6f0d7612b8', operation='INSERT', pgid='pgtrigger_insert_insert_3884d', table='campaigns_quota', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quota',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_quotaevent" ("campaign_id", "dimension", "id", "limit", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector") VALUES (NEW."campaign_id", NEW."dimension", NEW."id", NEW."limit", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sector"); RETURN NULL;', hash='5842cf16053a24967aa24fa1a9f41c9f7f143119', operation='UPDATE', pgid='pgtrigger_update_update_a888c', table='campaigns_quota', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quota',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_quotaevent" ("campaign_id", "dimension", "id", "limit", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector") VALUES (OLD."campaign_id", OLD."dimension", OLD."id", OLD."limit", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sector"); RETURN NULL;', hash='51f51cc93ee6ae29ff3473d03e0acd6275ce85bd', operation='DELETE', pgid='pgtrigger_delete_delete_76724', table='campaigns_quota', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotaevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='60a2c40a1aaa104a3f48cb2a90196de26c089e28', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_54837', table='campaigns_quotaevent', when='BEFORE')),
        ),
    ]
