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
        ('applications', '0001_initial'),
        ('campaigns', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('self_score', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='自评')),
                ('mass_score', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='群众测评')),
                ('organization_score', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='组织考评')),
                ('total', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='总分')),
                ('eligible', models.BooleanField(default=True, verbose_name='符合命名条件')),
                ('reasons', models.JSONField(blank=True, default=list, help_text='why not eligible, in sentences')),
                ('quota_group', models.CharField(blank=True, max_length=60)),
                ('rank', models.PositiveIntegerField(null=True, verbose_name='名次')),
                ('inputs', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('decision', models.CharField(choices=[('pending', '待定'), ('proposed', '拟命名'), ('not_proposed', '不命名')], default='pending', max_length=20, verbose_name='拟办')),
                ('decision_reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('computed_at', models.DateTimeField(default=apps.core.clock.now)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation', to='applications.application')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='campaigns.campaign')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['campaign', 'quota_group', models.OrderBy(models.F('rank'), nulls_last=True), 'id'],
            },
        ),
        migrations.CreateModel(
            name='EvaluationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('self_score', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='自评')),
                ('mass_score', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='群众测评')),
                ('organization_score', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='组织考评')),
                ('total', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='总分')),
                ('eligible', models.BooleanField(default=True, verbose_name='符合命名条件')),
                ('reasons', models.JSONField(blank=True, default=list, help_text='why not eligible, in sentences')),
                ('quota_group', models.CharField(blank=True, max_length=60)),
                ('rank', models.PositiveIntegerField(null=True, verbose_name='名次')),
                ('inputs', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('decision', models.CharField(choices=[('pending', '待定'), ('proposed', '拟命名'), ('not_proposed', '不命名')], default='pending', max_length=20, verbose_name='拟办')),
                ('decision_reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('computed_at', models.DateTimeField(default=apps.core.clock.now)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.evaluation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NoticeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_entries', to='applications.application')),
            ],
            options={
                'ordering': ['notice', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='姓名（单位）')),
                ('contact', models.CharField(blank=True, max_length=60, verbose_name='联系方式')),
                ('content', models.TextField(max_length=2000, verbose_name='异议内容')),
                ('status', models.CharField(choices=[('received', '待办理'), ('upheld', '异议成立'), ('dismissed', '异议不成立')], default='received', max_length=20)),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='办理结果')),
                ('received_at', models.DateTimeField(default=apps.core.clock.now)),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='applications.application', verbose_name='涉及单位')),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-received_at'],
            },
        ),
        migrations.CreateModel(
            name='PublicNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('title', models.CharField(max_length=100, verbose_name='标题')),
                ('body', models.TextField(max_length=4000, verbose_name='公示内容')),
                ('unit', models.CharField(max_length=100, verbose_name='受理单位')),
                ('phone', models.CharField(max_length=30, verbose_name='受理电话')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='通讯地址')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='公示开始')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='公示截止')),
                ('working_days', models.PositiveSmallIntegerField(default=5, verbose_name='公示工作日')),
                ('status', models.CharField(choices=[('draft', '拟稿'), ('published', '公示中'), ('closed', '公示结束'), ('withdrawn', '已撤销')], default='draft', max_length=20)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='public_notices', to='campaigns.campaign')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='ObjectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='姓名（单位）')),
                ('contact', models.CharField(blank=True, max_length=60, verbose_name='联系方式')),
                ('content', models.TextField(max_length=2000, verbose_name='异议内容')),
                ('status', models.CharField(choices=[('received', '待办理'), ('upheld', '异议成立'), ('dismissed', '异议不成立')], default='received', max_length=20)),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='办理结果')),
                ('received_at', models.DateTimeField(default=apps.core.clock.now)),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application', verbose_name='涉及单位')),
                ('handled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.objection')),
                ('notice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.publicnotice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='objection',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='evaluations.publicnotice'),
        ),
        migrations.CreateModel(
            name='NoticeEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveIntegerField()),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.noticeentry')),
                ('notice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.publicnotice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='noticeentry',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='evaluations.publicnotice'),
        ),
        migrations.CreateModel(
            name='PublicNoticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('title', models.CharField(max_length=100, verbose_name='标题')),
                ('body', models.TextField(max_length=4000, verbose_name='公示内容')),
                ('unit', models.CharField(max_length=100, verbose_name='受理单位')),
                ('phone', models.CharField(max_length=30, verbose_name='受理电话')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='通讯地址')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='公示开始')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='公示截止')),
                ('working_days', models.PositiveSmallIntegerField(default=5, verbose_name='公示工作日')),
                ('status', models.CharField(choices=[('draft', '拟稿'), ('published', '公示中'), ('closed', '公示结束'), ('withdrawn', '已撤销')], default='draft', max_length=20)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign')),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.publicnotice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(fields=['campaign', 'quota_group', 'rank'], name='evaluation_board'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evaluationevent" ("application_id", "campaign_id", "computed_at", "decided_by_id", "decision", "decision_reason", "digest", "eligible", "frozen_at", "id", "inputs", "mass_score", "organization_path", "organization_score", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quota_group", "rank", "reasons", "self_score", "total") VALUES (NEW."application_id", NEW."campaign_id", NEW."computed_at", NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."digest", NEW."eligible", NEW."frozen_at", NEW."id", NEW."inputs", NEW."mass_score", NEW."organization_path", NEW."organization_score", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quota_group", NEW."rank", NEW."reasons", NEW."self_score", NEW."total"); RETURN NULL;', hash='df02dc474ded87f0eb171e85dc9fbf29f22f3d6e', operation='INSERT', pgid='pgtrigger_insert_insert_b11c4', table='evaluations_evaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_evaluationevent" ("application_id", "campaign_id", "computed_at", "decided_by_id", "decision", "decision_reason", "digest", "eligible", "frozen_at", "id", "inputs", "mass_score", "organization_path", "organization_score", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quota_group", "rank", "reasons", "self_score", "total") VALUES (NEW."application_id", NEW."campaign_id", NEW."computed_at", NEW."decided_by_id", NEW."decision", NEW."decision_reason", NEW."digest", NEW."eligible", NEW."frozen_at", NEW."id", NEW."inputs", NEW."mass_score", NEW."organization_path", NEW."organization_score", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quota_group", NEW."rank", NEW."reasons", NEW."self_score", NEW."total"); RETURN NULL;', hash='b608051ffbc3c780bea5ad9a9f48577eea915320', operation='UPDATE', pgid='pgtrigger_update_update_58a92', table='evaluations_evaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evaluationevent" ("application_id", "campaign_id", "computed_at", "decided_by_id", "decision", "decision_reason", "digest", "eligible", "frozen_at", "id", "inputs", "mass_score", "organization_path", "organization_score", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quota_group", "rank", "reasons", "self_score", "total") VALUES (OLD."application_id", OLD."campaign_id", OLD."computed_at", OLD."decided_by_id", OLD."decision", OLD."decision_reason", OLD."digest", OLD."eligible", OLD."frozen_at", OLD."id", OLD."inputs", OLD."mass_score", OLD."organization_path", OLD."organization_score", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quota_group", OLD."rank", OLD."reasons", OLD."self_score", OLD."total"); RETURN NULL;', hash='f2cdf701efc1eca7d77581b48cb0993bae51f825', operation='DELETE', pgid='pgtrigger_delete_delete_b9f40', table='evaluations_evaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='41d1e23a348d1fd94d4a61a74a013af51d68cd54', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f8c1', table='evaluations_evaluationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'withdrawn']), models.Q(('starts_on__isnull', False), ('ends_on__gte', models.F('starts_on'))), _connector='OR'), name='publicnotice_published_with_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicnotice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_publicnoticeevent" ("address", "body", "campaign_id", "created_at", "created_by_id", "ends_on", "id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "published_at", "starts_on", "status", "title", "unit", "working_days") VALUES (NEW."address", NEW."body", NEW."campaign_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."published_at", NEW."starts_on", NEW."status", NEW."title", NEW."unit", NEW."working_days"); RETURN NULL;', hash='847983ff49558952809164b322df0f83acfcb317', operation='INSERT', pgid='pgtrigger_insert_insert_ac147', table='evaluations_publicnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicnotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_publicnoticeevent" ("address", "body", "campaign_id", "created_at", "created_by_id", "ends_on", "id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "published_at", "starts_on", "status", "title", "unit", "working_days") VALUES (NEW."address", NEW."body", NEW."campaign_id", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."published_at", NEW."starts_on", NEW."status", NEW."title", NEW."unit", NEW."working_days"); RETURN NULL;', hash='e055b388ec0f86bdab4b1c32139c7eb9e9a1b8e9', operation='UPDATE', pgid='pgtrigger_update_update_f6411', table='evaluations_publicnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicnotice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_publicnoticeevent" ("address", "body", "campaign_id", "created_at", "created_by_id", "ends_on", "id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "published_at", "starts_on", "status", "title", "unit", "working_days") VALUES (OLD."address", OLD."body", OLD."campaign_id", OLD."created_at", OLD."created_by_id", OLD."ends_on", OLD."id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."published_at", OLD."starts_on", OLD."status", OLD."title", OLD."unit", OLD."working_days"); RETURN NULL;', hash='b9d795100b3f58e5ec536f03dfc55512f592c36b', operation='DELETE', pgid='pgtrigger_delete_delete_fc499', table='evaluations_publicnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objectionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4a7788597852cb08b01768e31c399ce9ae22172d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e3c7e', table='evaluations_objectionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_objectionevent" ("answer", "application_id", "contact", "content", "handled_at", "handled_by_id", "id", "name", "notice_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "status") VALUES (NEW."answer", NEW."application_id", NEW."contact", NEW."content", NEW."handled_at", NEW."handled_by_id", NEW."id", NEW."name", NEW."notice_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_at", NEW."status"); RETURN NULL;', hash='07196975cd6f8692bbcdab3afc65abe5b67682da', operation='INSERT', pgid='pgtrigger_insert_insert_2c673', table='evaluations_objection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_objectionevent" ("answer", "application_id", "contact", "content", "handled_at", "handled_by_id", "id", "name", "notice_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "status") VALUES (NEW."answer", NEW."application_id", NEW."contact", NEW."content", NEW."handled_at", NEW."handled_by_id", NEW."id", NEW."name", NEW."notice_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_at", NEW."status"); RETURN NULL;', hash='af0f6cc61987ec10dbe4f592377189ad758defcd', operation='UPDATE', pgid='pgtrigger_update_update_85bdc', table='evaluations_objection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_objectionevent" ("answer", "application_id", "contact", "content", "handled_at", "handled_by_id", "id", "name", "notice_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "status") VALUES (OLD."answer", OLD."application_id", OLD."contact", OLD."content", OLD."handled_at", OLD."handled_by_id", OLD."id", OLD."name", OLD."notice_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_at", OLD."status"); RETURN NULL;', hash='021ee10d38dfe92eebdd046474d66249e3994a90', operation='DELETE', pgid='pgtrigger_delete_delete_f5023', table='evaluations_objection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticeentryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0eb28ee401ceeab8406259c08f4a7bcad03d1b04', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d0d0b', table='evaluations_noticeentryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=models.UniqueConstraint(fields=('notice', 'application'), name='noticeentry_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticeentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_noticeentryevent" ("application_id", "id", "notice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."application_id", NEW."id", NEW."notice_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='42742c38decd11402707eb45c2ada482f41864bf', operation='INSERT', pgid='pgtrigger_insert_insert_21389', table='evaluations_noticeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticeentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_noticeentryevent" ("application_id", "id", "notice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."application_id", NEW."id", NEW."notice_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='d48816da4ae5c188add67525c3ba45dc0383a7c4', operation='UPDATE', pgid='pgtrigger_update_update_d2ebd', table='evaluations_noticeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticeentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_noticeentryevent" ("application_id", "id", "notice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."application_id", OLD."id", OLD."notice_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='2389a2b6b8f18a958e8b013cf8ee1d95529fd3ba', operation='DELETE', pgid='pgtrigger_delete_delete_24122', table='evaluations_noticeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicnoticeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='91c89edf98e955edb2c4c22977fbd6a33e8193cd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_26046', table='evaluations_publicnoticeevent', when='BEFORE')),
        ),
    ]
