import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.branding.models
import apps.core.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('applications', '0001_initial'),
        ('campaigns', '0001_initial'),
        ('organizations', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Belt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(max_length=60, verbose_name='示范带名称')),
                ('road', models.CharField(blank=True, max_length=60, verbose_name='沿线')),
                ('summary', models.TextField(blank=True, max_length=1000, verbose_name='简介')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='belts', to='campaigns.campaign', verbose_name='活动')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='belts', to='organizations.organization', verbose_name='牵头党组织')),
            ],
            options={
                'ordering': ['organization_path', 'name'],
            },
        ),
        migrations.CreateModel(
            name='BeltEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(max_length=60, verbose_name='示范带名称')),
                ('road', models.CharField(blank=True, max_length=60, verbose_name='沿线')),
                ('summary', models.TextField(blank=True, max_length=1000, verbose_name='简介')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('campaign', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign', verbose_name='活动')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='牵头党组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='branding.belt')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BeltStation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('position', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='看点')),
                ('belt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stations', to='branding.belt')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='organizations.organization', verbose_name='站点')),
            ],
            options={
                'ordering': ['belt', 'position'],
            },
        ),
        migrations.CreateModel(
            name='BeltStationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('position', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='看点')),
                ('belt', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='branding.belt')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='站点')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='branding.beltstation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(max_length=60, verbose_name='品牌名称')),
                ('theme', models.CharField(blank=True, choices=[('rural', '富民党建'), ('urban', '民生党建'), ('government', '效能党建'), ('public_institution', '示范党建'), ('two_new', '效益党建'), ('tourism', '融合党建')], max_length=30, verbose_name='主题')),
                ('meaning', models.TextField(blank=True, max_length=1000, verbose_name='内涵')),
                ('norms', models.TextField(blank=True, max_length=1000, verbose_name='规范')),
                ('vehicle', models.TextField(blank=True, max_length=1000, verbose_name='载体')),
                ('effect', models.TextField(blank=True, max_length=1000, verbose_name='作用发挥')),
                ('registry_number', models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name='备案号')),
                ('status', models.CharField(choices=[('cultivating', '培育'), ('filed', '备案'), ('applying', '申报'), ('awarded', '授牌'), ('promoted', '推广')], default='cultivating', max_length=20, verbose_name='阶段')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brands', to='applications.application')),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='brand', to='organizations.organization', verbose_name='党组织')),
            ],
            options={
                'ordering': ['organization_path'],
            },
        ),
        migrations.CreateModel(
            name='BrandEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('name', models.CharField(max_length=60, verbose_name='品牌名称')),
                ('theme', models.CharField(blank=True, choices=[('rural', '富民党建'), ('urban', '民生党建'), ('government', '效能党建'), ('public_institution', '示范党建'), ('two_new', '效益党建'), ('tourism', '融合党建')], max_length=30, verbose_name='主题')),
                ('meaning', models.TextField(blank=True, max_length=1000, verbose_name='内涵')),
                ('norms', models.TextField(blank=True, max_length=1000, verbose_name='规范')),
                ('vehicle', models.TextField(blank=True, max_length=1000, verbose_name='载体')),
                ('effect', models.TextField(blank=True, max_length=1000, verbose_name='作用发挥')),
                ('registry_number', models.CharField(blank=True, max_length=40, null=True, verbose_name='备案号')),
                ('status', models.CharField(choices=[('cultivating', '培育'), ('filed', '备案'), ('applying', '申报'), ('awarded', '授牌'), ('promoted', '推广')], default='cultivating', max_length=20, verbose_name='阶段')),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('application', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='党组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='branding.brand')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='证书编号')),
                ('title', models.CharField(max_length=100, verbose_name='称号')),
                ('issuer', models.CharField(max_length=100, verbose_name='命名机关')),
                ('decision_number', models.CharField(max_length=60, verbose_name='命名文号')),
                ('token', models.CharField(default=apps.branding.models.new_token, max_length=40, unique=True)),
                ('named_on', models.DateField(verbose_name='命名日期')),
                ('valid_until', models.DateField(verbose_name='有效期至')),
                ('status', models.CharField(choices=[('valid', '有效'), ('suspended', '暂停'), ('revoked', '已摘牌')], default='valid', max_length=20)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='designation', to='applications.application')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='campaigns.campaign')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='organizations.organization', verbose_name='命名单位')),
            ],
            options={
                'ordering': ['-named_on', 'number'],
            },
        ),
        migrations.CreateModel(
            name='DesignationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('organization_path', models.CharField(db_collation='C', max_length=255)),
                ('number', models.CharField(max_length=60, verbose_name='证书编号')),
                ('title', models.CharField(max_length=100, verbose_name='称号')),
                ('issuer', models.CharField(max_length=100, verbose_name='命名机关')),
                ('decision_number', models.CharField(max_length=60, verbose_name='命名文号')),
                ('token', models.CharField(default=apps.branding.models.new_token, max_length=40)),
                ('named_on', models.DateField(verbose_name='命名日期')),
                ('valid_until', models.DateField(verbose_name='有效期至')),
                ('status', models.CharField(choices=[('valid', '有效'), ('suspended', '暂停'), ('revoked', '已摘牌')], default='valid', max_length=20)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='campaigns.campaign')),
                ('named_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='命名单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='branding.designation')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='belt',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_beltevent" ("campaign_id", "created_at", "id", "name", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "road", "summary") VALUES (NEW."campaign_id", NEW."created_at", NEW."id", NEW."name", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."road", NEW."summary"); RETURN NULL;', hash='1dc5dcd5d70cecb90ef8cd1f22f968ce51837327', operation='INSERT', pgid='pgtrigger_insert_insert_0248f', table='branding_belt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='belt',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "branding_beltevent" ("campaign_id", "created_at", "id", "name", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "road", "summary") VALUES (NEW."campaign_id", NEW."created_at", NEW."id", NEW."name", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."road", NEW."summary"); RETURN NULL;', hash='799a3ac782e0d01971fa4382a542f2c5a50c788d', operation='UPDATE', pgid='pgtrigger_update_update_6400f', table='branding_belt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='belt',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_beltevent" ("campaign_id", "created_at", "id", "name", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "road", "summary") VALUES (OLD."campaign_id", OLD."created_at", OLD."id", OLD."name", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."road", OLD."summary"); RETURN NULL;', hash='41458c623e409777881949903947681ad7d9bb16', operation='DELETE', pgid='pgtrigger_delete_delete_52e8f', table='branding_belt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='beltevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fa838625366d10696e6d8a50e2ee4db02b959611', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_46b77', table='branding_beltevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='beltstation',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('belt', 'position'), name='beltstation_position_once'),
        ),
        migrations.AddConstraint(
            model_name='beltstation',
            constraint=models.UniqueConstraint(fields=('belt', 'organization'), name='beltstation_site_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='beltstation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_beltstationevent" ("belt_id", "id", "note", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."belt_id", NEW."id", NEW."note", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='404f07f7bac0fce311170da8a3e57260f33b2835', operation='INSERT', pgid='pgtrigger_insert_insert_c4792', table='branding_beltstation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='beltstation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "branding_beltstationevent" ("belt_id", "id", "note", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."belt_id", NEW."id", NEW."note", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='5d99ff529a4fc4b9acbf9524e1361edb49087029', operation='UPDATE', pgid='pgtrigger_update_update_8b0a2', table='branding_beltstation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='beltstation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_beltstationevent" ("belt_id", "id", "note", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."belt_id", OLD."id", OLD."note", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='6e6a078ac6cfce81ebd74cc5d9cab7f4e6f4b32c', operation='DELETE', pgid='pgtrigger_delete_delete_8928d', table='branding_beltstation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='beltstationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='62329b25f2dccb3665887f782464517761aab2cd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_54d2e', table='branding_beltstationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brand',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_brandevent" ("application_id", "created_at", "effect", "id", "meaning", "name", "norms", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry_number", "status", "theme", "vehicle") VALUES (NEW."application_id", NEW."created_at", NEW."effect", NEW."id", NEW."meaning", NEW."name", NEW."norms", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registry_number", NEW."status", NEW."theme", NEW."vehicle"); RETURN NULL;', hash='7925345c079159595117c267e3ff9d7d7262ecc9', operation='INSERT', pgid='pgtrigger_insert_insert_6628b', table='branding_brand', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brand',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "branding_brandevent" ("application_id", "created_at", "effect", "id", "meaning", "name", "norms", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry_number", "status", "theme", "vehicle") VALUES (NEW."application_id", NEW."created_at", NEW."effect", NEW."id", NEW."meaning", NEW."name", NEW."norms", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registry_number", NEW."status", NEW."theme", NEW."vehicle"); RETURN NULL;', hash='0f8c45a20627dd8eacf4205b3e63ff5a4052cf04', operation='UPDATE', pgid='pgtrigger_update_update_b75fc', table='branding_brand', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brand',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_brandevent" ("application_id", "created_at", "effect", "id", "meaning", "name", "norms", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry_number", "status", "theme", "vehicle") VALUES (OLD."application_id", OLD."created_at", OLD."effect", OLD."id", OLD."meaning", OLD."name", OLD."norms", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."registry_number", OLD."status", OLD."theme", OLD."vehicle"); RETURN NULL;', hash='20d679cb74d63d336bcdd848d26afc42ceec3974', operation='DELETE', pgid='pgtrigger_delete_delete_0cdeb', table='branding_brand', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brandevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aeba4b508c6a647917899bae52fc5c5a778f90c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_75e03', table='branding_brandevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('named_on'))), name='designation_valid_after_naming'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='designation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_designationevent" ("application_id", "campaign_id", "decision_number", "id", "issuer", "named_by_id", "named_on", "number", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "token", "valid_until") VALUES (NEW."application_id", NEW."campaign_id", NEW."decision_number", NEW."id", NEW."issuer", NEW."named_by_id", NEW."named_on", NEW."number", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status", NEW."title", NEW."token", NEW."valid_until"); RETURN NULL;', hash='f7978586cd1c061bcdc9b5832d52af6d52105d2a', operation='INSERT', pgid='pgtrigger_insert_insert_a6348', table='branding_designation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='designation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "branding_designationevent" ("application_id", "campaign_id", "decision_number", "id", "issuer", "named_by_id", "named_on", "number", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "token", "valid_until") VALUES (NEW."application_id", NEW."campaign_id", NEW."decision_number", NEW."id", NEW."issuer", NEW."named_by_id", NEW."named_on", NEW."number", NEW."organization_id", NEW."organization_path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status", NEW."title", NEW."token", NEW."valid_until"); RETURN NULL;', hash='6b19e6270b3f9ac27861c5fa0a4d5aa95689dd88', operation='UPDATE', pgid='pgtrigger_update_update_e36c9', table='branding_designation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='designation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "branding_designationevent" ("application_id", "campaign_id", "decision_number", "id", "issuer", "named_by_id", "named_on", "number", "organization_id", "organization_path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title", "token", "valid_until") VALUES (OLD."application_id", OLD."campaign_id", OLD."decision_number", OLD."id", OLD."issuer", OLD."named_by_id", OLD."named_on", OLD."number", OLD."organization_id", OLD."organization_path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."status", OLD."title", OLD."token", OLD."valid_until"); RETURN NULL;', hash='98959391d5384207f936ca10f7006417c4595b11', operation='DELETE', pgid='pgtrigger_delete_delete_331fe', table='branding_designation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='designationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb3de430109c9b643124f16109dcf0e2b59a199c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8312f', table='branding_designationevent', when='BEFORE')),
        ),
    ]
