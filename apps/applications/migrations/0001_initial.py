import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.core.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('campaigns', '0001_initial'),
        ('organizations', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('standards', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('status', models.CharField(choices=[('draft', '填写中'), ('in_review', '审核中'), ('returned', '退回修改'), ('creating', '创建中'), ('awaiting_inspection', '待验收'), ('inspected', '已验收'), ('scored', '已评分'), ('publicised', '公示中'), ('named', '已命名'), ('not_named', '未命名'), ('rejected', '不予推荐'), ('withdrawn', '已撤回')], default='draft', max_length=30, verbose_name='状态')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='品牌（示范点）名称')),
                ('exemplar', models.CharField(blank=True, choices=[('old', '老典型'), ('new', '新典型')], max_length=10, verbose_name='典型类型')),
                ('summary', models.TextField(blank=True, max_length=1000, verbose_name='基本情况')),
                ('foundation', models.TextField(blank=True, max_length=2000, verbose_name='创建基础')),
                ('innovation', models.TextField(blank=True, max_length=2000, verbose_name='特色做法与创新载体')),
                ('results', models.TextField(blank=True, max_length=2000, verbose_name='预期成效')),
                ('goal', models.TextField(blank=True, max_length=1000, verbose_name='创建目标')),
                ('secretary_name', models.CharField(blank=True, max_length=40, verbose_name='党组织书记（责任人）')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='联系电话')),
                ('funding_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='申请经费（万元）')),
                ('funding_source', models.CharField(blank=True, max_length=100, verbose_name='经费来源')),
                ('funding_use', models.TextField(blank=True, max_length=500, verbose_name='经费用途')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='campaigns.campaign', verbose_name='活动')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='organizations.organization', verbose_name='申报单位')),
                ('standard_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standards.standardversion', verbose_name='适用标准')),
            ],
            options={
                'ordering': ['organization_path', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('status', models.CharField(choices=[('draft', '填写中'), ('in_review', '审核中'), ('returned', '退回修改'), ('creating', '创建中'), ('awaiting_inspection', '待验收'), ('inspected', '已验收'), ('scored', '已评分'), ('publicised', '公示中'), ('named', '已命名'), ('not_named', '未命名'), ('rejected', '不予推荐'), ('withdrawn', '已撤回')], default='draft', max_length=30, verbose_name='状态')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='品牌（示范点）名称')),
                ('exemplar', models.CharField(blank=True, choices=[('old', '老典型'), ('new', '新典型')], max_length=10, verbose_name='典型类型')),
                ('summary', models.TextField(blank=True, max_length=1000, verbose_name='基本情况')),
                ('foundation', models.TextField(blank=True, max_length=2000, verbose_name='创建基础')),
                ('innovation', models.TextField(blank=True, max_length=2000, verbose_name='特色做法与创新载体')),
                ('results', models.TextField(blank=True, max_length=2000, verbose_name='预期成效')),
                ('goal', models.TextField(blank=True, max_length=1000, verbose_name='创建目标')),
                ('secretary_name', models.CharField(blank=True, max_length=40, verbose_name='党组织书记（责任人）')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='联系电话')),
                ('funding_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='申请经费（万元）')),
                ('funding_source', models.CharField(blank=True, max_length=100, verbose_name='经费来源')),
                ('funding_use', models.TextField(blank=True, max_length=500, verbose_name='经费用途')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign', verbose_name='活动')),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='申报单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.application')),
                ('standard_version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='standards.standardversion', verbose_name='适用标准')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('task', models.CharField(max_length=100, verbose_name='任务')),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='措施')),
                ('responsible', models.CharField(max_length=40, verbose_name='责任人')),
                ('due_on', models.DateField(verbose_name='完成时限')),
                ('status', models.CharField(choices=[('planned', '未开始'), ('under_way', '进行中'), ('done', '已完成')], default='planned', max_length=20, verbose_name='进展')),
                ('progress', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='完成比例')),
                ('progress_note', models.CharField(blank=True, max_length=300, verbose_name='进展说明')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='applications.application')),
            ],
            options={
                'ordering': ['application', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PlanTaskEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('task', models.CharField(max_length=100, verbose_name='任务')),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='措施')),
                ('responsible', models.CharField(max_length=40, verbose_name='责任人')),
                ('due_on', models.DateField(verbose_name='完成时限')),
                ('status', models.CharField(choices=[('planned', '未开始'), ('under_way', '进行中'), ('done', '已完成')], default='planned', max_length=20, verbose_name='进展')),
                ('progress', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='完成比例')),
                ('progress_note', models.CharField(blank=True, max_length=300, verbose_name='进展说明')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.plantask')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='数值')),
                ('members', models.JSONField(blank=True, default=list, help_text='codes of fulfilled checklist members', verbose_name='已具备项')),
                ('answered', models.BooleanField(default=False)),
                ('not_applicable', models.BooleanField(default=False, verbose_name='不适用')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='说明')),
                ('points', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='得分')),
                ('state', models.CharField(default='unanswered', max_length=20)),
                ('verdict', models.CharField(blank=True, max_length=20)),
                ('gap_owner', models.CharField(blank=True, max_length=40, verbose_name='整改责任人')),
                ('gap_due_on', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standards.criterion')),
                ('fact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.fact')),
            ],
            options={
                'ordering': ['self_assessment', 'criterion__position'],
            },
        ),
        migrations.CreateModel(
            name='ReviewStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='级次')),
                ('is_final', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('waiting', '未到'), ('pending', '待审核'), ('recommended', '已推荐'), ('returned', '已退回'), ('rejected', '不予推荐')], default='waiting', max_length=20)),
                ('opinion', models.TextField(blank=True, max_length=1000, verbose_name='意见')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('pending_since', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='applications.application')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_steps', to='organizations.organization', verbose_name='审核单位')),
            ],
            options={
                'ordering': ['application', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ReviewStepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(verbose_name='级次')),
                ('is_final', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('waiting', '未到'), ('pending', '待审核'), ('recommended', '已推荐'), ('returned', '已退回'), ('rejected', '不予推荐')], default='waiting', max_length=20)),
                ('opinion', models.TextField(blank=True, max_length=1000, verbose_name='意见')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('pending_since', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='审核单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.reviewstep')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SelfAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('status', models.CharField(choices=[('draft', '填写中'), ('submitted', '已提交')], default='draft', max_length=20)),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, verbose_name='自评得分')),
                ('passes_gate', models.BooleanField(blank=True, null=True, verbose_name='全部达标')),
                ('inputs', models.JSONField(blank=True, default=dict)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='self_assessment', to='applications.application')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ResponseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='数值')),
                ('members', models.JSONField(blank=True, default=list, help_text='codes of fulfilled checklist members', verbose_name='已具备项')),
                ('answered', models.BooleanField(default=False)),
                ('not_applicable', models.BooleanField(default=False, verbose_name='不适用')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='说明')),
                ('points', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='得分')),
                ('state', models.CharField(default='unanswered', max_length=20)),
                ('verdict', models.CharField(blank=True, max_length=20)),
                ('gap_owner', models.CharField(blank=True, max_length=40, verbose_name='整改责任人')),
                ('gap_due_on', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('criterion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='standards.criterion')),
                ('fact', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.fact')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.response')),
                ('self_assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.selfassessment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='response',
            name='self_assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='applications.selfassessment'),
        ),
        migrations.CreateModel(
            name='SelfAssessmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('status', models.CharField(choices=[('draft', '填写中'), ('submitted', '已提交')], default='draft', max_length=20)),
                ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, verbose_name='自评得分')),
                ('passes_gate', models.BooleanField(blank=True, null=True, verbose_name='全部达标')),
                ('inputs', models.JSONField(blank=True, default=dict)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.selfassessment')),
                ('submitted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['campaign', 'status', 'organization_path'], name='application_list'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organization_path'], name='application_path'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(fields=('campaign', 'organization'), name='application_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_applicationevent" ("approved_at", "campaign_id", "contact_name", "contact_phone", "created_at", "created_by_id", "exemplar", "foundation", "funding_amount", "funding_source", "funding_use", "goal", "id", "innovation", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "results", "saved_at", "secretary_name", "standard_version_id", "status", "submitted_at", "summary", "title", "version") VALUES (NEW."approved_at", NEW."campaign_id", NEW."contact_name", NEW."contact_phone", NEW."created_at", NEW."created_by_id", NEW."exemplar", NEW."foundation", NEW."funding_amount", NEW."funding_source", NEW."funding_use", NEW."goal", NEW."id", NEW."innovation", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."results", NEW."saved_at", NEW."secretary_name", NEW."standard_version_id", NEW."status", NEW."submitted_at", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='54cf07badd48e3628e88e0b947d19fb8fbfe9bac', operation='INSERT', pgid='pgtrigger_insert_insert_60e1b', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_applicationevent" ("approved_at", "campaign_id", "contact_name", "contact_phone", "created_at", "created_by_id", "exemplar", "foundation", "funding_amount", "funding_source", "funding_use", "goal", "id", "innovation", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "results", "saved_at", "secretary_name", "standard_version_id", "status", "submitted_at", "summary", "title", "version") VALUES (NEW."approved_at", NEW."campaign_id", NEW."contact_name", NEW."contact_phone", NEW."created_at", NEW."created_by_id", NEW."exemplar", NEW."foundation", NEW."funding_amount", NEW."funding_source", NEW."funding_use", NEW."goal", NEW."id", NEW."innovation", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."results", NEW."saved_at", NEW."secretary_name", NEW."standard_version_id", NEW."status", NEW."submitted_at", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='6c558ee43f2bf32e1867c422383348386a76c1a8', operation='UPDATE', pgid='pgtrigger_update_update_f714e', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_applicationevent" ("approved_at", "campaign_id", "contact_name", "contact_phone", "created_at", "created_by_id", "exemplar", "foundation", "funding_amount", "funding_source", "funding_use", "goal", "id", "innovation", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "results", "saved_at", "secretary_name", "standard_version_id", "status", "submitted_at", "summary", "title", "version") VALUES (OLD."approved_at", OLD."campaign_id", OLD."contact_name", OLD."contact_phone", OLD."created_at", OLD."created_by_id", OLD."exemplar", OLD."foundation", OLD."funding_amount", OLD."funding_source", OLD."funding_use", OLD."goal", OLD."id", OLD."innovation", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."results", OLD."saved_at", OLD."secretary_name", OLD."standard_version_id", OLD."status", OLD."submitted_at", OLD."summary", OLD."title", OLD."version"); RETURN NULL;', hash='31c866bdd57eff0f6e0c969cb33842071afd38fd', operation='DELETE', pgid='pgtrigger_delete_delete_9016e', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='630c1c333f6d410f309a87e3bbbc3af261f9a94f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f572', table='applications_applicationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='plantask',
            constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='plantask_progress_at_most_hundred'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plantask',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_plantaskevent" ("application_id", "due_on", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "progress", "progress_note", "responsible", "status", "task") VALUES (NEW."application_id", NEW."due_on", NEW."id", NEW."measure", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."progress", NEW."progress_note", NEW."responsible", NEW."status", NEW."task"); RETURN NULL;', hash='90addfca1b6c1def60fdaf874c352123626ec46e', operation='INSERT', pgid='pgtrigger_insert_insert_61e53', table='applications_plantask', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plantask',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_plantaskevent" ("application_id", "due_on", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "progress", "progress_note", "responsible", "status", "task") VALUES (NEW."application_id", NEW."due_on", NEW."id", NEW."measure", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."progress", NEW."progress_note", NEW."responsible", NEW."status", NEW."task"); RETURN NULL;', hash='32e8fb0b58a3e4e72132b0179e4efe2d40e73621', operation='UPDATE', pgid='pgtrigger_update_update_90f62', table='applications_plantask', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plantask',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_plantaskevent" ("application_id", "due_on", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "progress", "progress_note", "responsible", "status", "task") VALUES (OLD."application_id", OLD."due_on", OLD."id", OLD."measure", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."progress", OLD."progress_note", OLD."responsible", OLD."status", OLD."task"); RETURN NULL;', hash='e4f3d2fc8b97874f358263199dac8902c12a096f', operation='DELETE', pgid='pgtrigger_delete_delete_bbdc5', table='applications_plantask', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plantaskevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44262fda664a132716171a22ab7b541c04f02388', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_47fa9', table='applications_plantaskevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='reviewstep',
            index=models.Index(fields=['organization', 'status'], name='reviewstep_queue'),
        ),
        migrations.AddConstraint(
            model_name='reviewstep',
            constraint=models.UniqueConstraint(fields=('application', 'position'), name='reviewstep_position_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewstep',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'pending')), fields=('application',), name='reviewstep_one_pending'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewstep',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_reviewstepevent" ("application_id", "decided_at", "decided_by_id", "id", "is_final", "opinion", "organization_id", "pending_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "status") VALUES (NEW."application_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."is_final", NEW."opinion", NEW."organization_id", NEW."pending_since", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."status"); RETURN NULL;', hash='8f88cf5bfb1cb29c5972bed9f0959ffa34abd4e9', operation='INSERT', pgid='pgtrigger_insert_insert_43a21', table='applications_reviewstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewstep',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_reviewstepevent" ("application_id", "decided_at", "decided_by_id", "id", "is_final", "opinion", "organization_id", "pending_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "status") VALUES (NEW."application_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."is_final", NEW."opinion", NEW."organization_id", NEW."pending_since", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."status"); RETURN NULL;', hash='af9259717534816e8963c485013b59aa6c9a8a99', operation='UPDATE', pgid='pgtrigger_update_update_288ea', table='applications_reviewstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewstep',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_reviewstepevent" ("application_id", "decided_at", "decided_by_id", "id", "is_final", "opinion", "organization_id", "pending_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "status") VALUES (OLD."application_id", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."is_final", OLD."opinion", OLD."organization_id", OLD."pending_since", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."status"); RETURN NULL;', hash='5be34d42ebfd052ad292768c6a5d19074d45d861', operation='DELETE', pgid='pgtrigger_delete_delete_34c74', table='applications_reviewstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewstepevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='72dbf2da020ae5290d184c68310a4700a46d1993', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d2a66', table='applications_reviewstepevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfassessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_selfassessmentevent" ("application_id", "created_at", "id", "inputs", "organization_path", "passes_gate", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "status", "submitted_at", "submitted_by_id") VALUES (NEW."application_id", NEW."created_at", NEW."id", NEW."inputs", NEW."organization_path", NEW."passes_gate", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."score", NEW."status", NEW."submitted_at", NEW."submitted_by_id"); RETURN NULL;', hash='5a284c86303cb00c0721730399095478534ed886', operation='INSERT', pgid='pgtrigger_insert_insert_f5ae8', table='applications_selfassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfassessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_selfassessmentevent" ("application_id", "created_at", "id", "inputs", "organization_path", "passes_gate", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "status", "submitted_at", "submitted_by_id") VALUES (NEW."application_id", NEW."created_at", NEW."id", NEW."inputs", NEW."organization_path", NEW."passes_gate", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."score", NEW."status", NEW."submitted_at", NEW."submitted_by_id"); RETURN NULL;', hash='196e656973871daf9eccce9d85334eda72b275a8', operation='UPDATE', pgid='pgtrigger_update_update_6f0a1', table='applications_selfassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfassessment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_selfassessmentevent" ("application_id", "created_at", "id", "inputs", "organization_path", "passes_gate", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "status", "submitted_at", "submitted_by_id") VALUES (OLD."application_id", OLD."created_at", OLD."id", OLD."inputs", OLD."organization_path", OLD."passes_gate", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."score", OLD."status", OLD."submitted_at", OLD."submitted_by_id"); RETURN NULL;', hash='11224b63afad88776c8da05514197cac634ea4d5', operation='DELETE', pgid='pgtrigger_delete_delete_2d545', table='applications_selfassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='61701f7615ed940f71803b1795485da1d7a615bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4572', table='applications_responseevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(fields=('self_assessment', 'criterion'), name='response_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='response',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_responseevent" ("answered", "criterion_id", "fact_id", "gap_due_on", "gap_owner", "id", "members", "not_applicable", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "saved_at", "self_assessment_id", "state", "value", "verdict", "version") VALUES (NEW."answered", NEW."criterion_id", NEW."fact_id", NEW."gap_due_on", NEW."gap_owner", NEW."id", NEW."members", NEW."not_applicable", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points", NEW."saved_at", NEW."self_assessment_id", NEW."state", NEW."value", NEW."verdict", NEW."version"); RETURN NULL;', hash='a9b9f0f444c0761fb00692d1e27c6210e61f8713', operation='INSERT', pgid='pgtrigger_insert_insert_93060', table='applications_response', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='response',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_responseevent" ("answered", "criterion_id", "fact_id", "gap_due_on", "gap_owner", "id", "members", "not_applicable", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "saved_at", "self_assessment_id", "state", "value", "verdict", "version") VALUES (NEW."answered", NEW."criterion_id", NEW."fact_id", NEW."gap_due_on", NEW."gap_owner", NEW."id", NEW."members", NEW."not_applicable", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."saved_at", NEW."self_assessment_id", NEW."state", NEW."value", NEW."verdict", NEW."version"); RETURN NULL;', hash='774507eb681f86b227eb28188a77c35b45811dd9', operation='UPDATE', pgid='pgtrigger_update_update_db67e', table='applications_response', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='response',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_responseevent" ("answered", "criterion_id", "fact_id", "gap_due_on", "gap_owner", "id", "members", "not_applicable", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "saved_at", "self_assessment_id", "state", "value", "verdict", "version") VALUES (OLD."answered", OLD."criterion_id", OLD."fact_id", OLD."gap_due_on", OLD."gap_owner", OLD."id", OLD."members", OLD."not_applicable", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."saved_at", OLD."self_assessment_id", OLD."state", OLD."value", OLD."verdict", OLD."version"); RETURN NULL;', hash='effeff2c1070d65b0ce47fd34a17c6b27cf51b6a', operation='DELETE', pgid='pgtrigger_delete_delete_c9ca9', table='applications_response', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfassessmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c7102b181dd35aa637a959cad6489c476e48676e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1c252', table='applications_selfassessmentevent', when='BEFORE')),
        ),
    ]
