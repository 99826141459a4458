import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import apps.core.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Standard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='说明')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='StandardVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版次')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('retired', '已停用')], default='draft', max_length=20)),
                ('kind', models.CharField(choices=[('gate', '达标制（全部具备）'), ('scored', '计分制')], max_length=10, verbose_name='类型')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('definition', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='standards.standard')),
            ],
            options={
                'ordering': ['standard', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, verbose_name='代码')),
                ('position', models.PositiveIntegerField(help_text='order in the version, depth first')),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('is_leaf', models.BooleanField()),
                ('title', models.CharField(max_length=200, verbose_name='指标')),
                ('clause', models.CharField(blank=True, max_length=60, verbose_name='条款')),
                ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='分值')),
                ('definition', models.JSONField(default=dict)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='standards.criterion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='standards.standardversion')),
            ],
            options={
                'ordering': ['version', 'position'],
            },
        ),
        migrations.CreateModel(
            name='StandardVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='版次')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('retired', '已停用')], default='draft', max_length=20)),
                ('kind', models.CharField(choices=[('gate', '达标制（全部具备）'), ('scored', '计分制')], max_length=10, verbose_name='类型')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('definition', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=apps.core.clock.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='standards.standardversion')),
                ('standard', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='standards.standard')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.UniqueConstraint(fields=('standard', 'number'), name='standardversion_number_once'),
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='standardversion_number_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversion',
            trigger=pgtrigger.compiler.Trigger(name='standardversion_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."status" = \'draft\'))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "number", "kind", "source", "definition", "digest", "standard_id" rows from % table\', TG_TABLE_NAME;', hash='f01693a2e23a8e6b87a678a429c77f340264399a', operation='UPDATE OF "number", "kind", "source", "definition", "digest", "standard_id"', pgid='pgtrigger_standardversion_frozen_bd71b', table='standards_standardversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversion',
            trigger=pgtrigger.compiler.Trigger(name='standardversion_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."status" = \'draft\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='fb376bd487b94137e3da23b97cddd2c8256d948f', operation='DELETE', pgid='pgtrigger_standardversion_kept_36c99', table='standards_standardversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "standards_standardversionevent" ("created_at", "definition", "digest", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "source", "standard_id", "status") VALUES (NEW."created_at", NEW."definition", NEW."digest", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."source", NEW."standard_id", NEW."status"); RETURN NULL;', hash='251be0cf842d7be42c218f330e27d1750c503bd8', operation='INSERT', pgid='pgtrigger_insert_insert_1faa6', table='standards_standardversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "standards_standardversionevent" ("created_at", "definition", "digest", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "source", "standard_id", "status") VALUES (NEW."created_at", NEW."definition", NEW."digest", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."source", NEW."standard_id", NEW."status"); RETURN NULL;', hash='31a6987a1a1a7d7e3144735b604b626932913eb1', operation='UPDATE', pgid='pgtrigger_update_update_5b72f', table='standards_standardversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "standards_standardversionevent" ("created_at", "definition", "digest", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "source", "standard_id", "status") VALUES (OLD."created_at", OLD."definition", OLD."digest", OLD."id", OLD."kind", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."source", OLD."standard_id", OLD."status"); RETURN NULL;', hash='e704b1df6123506d9cf0aba3d15ca579d85d050c', operation='DELETE', pgid='pgtrigger_delete_delete_72e73', table='standards_standardversion', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='criterion_code_once'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='criterion_position_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='criterion_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT 1 FROM standards_standardversion v\n           WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.status <> 'draft') THEN\n    RAISE EXCEPTION 'a published version never changes';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n", hash='28aa834e40b4b235567271cb18d4e274aa30d3d0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_criterion_frozen_78481', table='standards_criterion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standardversionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5fde895a25bedd2ad0367c801702a8f13031d12e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_04f33', table='standards_standardversionevent', when='BEFORE')),
        ),
    ]
