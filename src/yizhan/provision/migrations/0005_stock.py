import django.db.models.deletion
import yizhan.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duty', '0010_matters_asked_and_answered'),
        ('people', '0004_who_holds_a_partys_phone'),
        ('places', '0003_community'),
        ('provision', '0004_parcels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Donation',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('donor', models.CharField(max_length=80)),
                ('given_at', models.DateTimeField()),
                ('thanked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-given_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PackGiven',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.SlugField(max_length=20)),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('lacking', models.JSONField(default=dict)),
                ('deed', models.UUIDField()),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['-given_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='StockAsk',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.SlugField(max_length=24)),
                ('count', models.PositiveIntegerField()),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-asked_at', 'item'],
            },
        ),
        migrations.CreateModel(
            name='StockLot',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('expires_on', models.DateField(null=True)),
                ('on_hand', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('receipt', 'Received'), ('donation', 'Donated'), ('issue', 'Issued'), ('pack', 'Care pack'), ('return', 'Came back'), ('count', 'Counted'), ('loss', 'Lost'), ('sent', 'Sent on'), ('arrived', 'Arrived from another store'), ('recalled', 'Taken back')], max_length=8)),
                ('change', models.IntegerField()),
                ('purpose', models.SlugField(blank=True, max_length=20)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('deed', models.UUIDField()),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['-moved_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='StockTransfer',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('sent_at', models.DateTimeField()),
                ('recalled', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_words', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-sent_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TransferLine',
            fields=[
                ('id', models.UUIDField(default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.SlugField(max_length=24)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('expires_on', models.DateField(null=True)),
                ('sent', models.PositiveIntegerField()),
                ('arrived', models.PositiveIntegerField(null=True)),
            ],
            options={
                'ordering': ['item', 'expires_on', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='stock',
            name='one_stock_of_a_supply',
        ),
        migrations.RenameField(model_name='stock', old_name='supply', new_name='item'),
        migrations.AlterField(
            model_name='stock',
            name='item',
            field=models.SlugField(max_length=24),
        ),
        migrations.AlterModelOptions(
            name='stock',
            options={'ordering': ['item']},
        ),
        migrations.AlterField(
            model_name='stock',
            name='counted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='stock',
            name='site',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stocks', to='places.site'),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.UniqueConstraint(fields=('site', 'item'), name='one_stock_of_an_item'),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.UniqueConstraint(condition=models.Q(('site', None)), fields=('item',), name='one_stock_at_the_post'),
        ),
        migrations.AddField(
            model_name='donation',
            name='site',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='donations', to='places.site'),
        ),
        migrations.AddField(
            model_name='donation',
            name='thanked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='packgiven',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='packgiven',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='people.person'),
        ),
        migrations.AddField(
            model_name='packgiven',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='places.site'),
        ),
        migrations.AddField(
            model_name='packgiven',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stockask',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock_asks', to='duty.matter'),
        ),
        migrations.AddField(
            model_name='stockask',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock_asks', to='places.site'),
        ),
        migrations.AddField(
            model_name='stocklot',
            name='stock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='provision.stock'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='donation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='provision.donation'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='lot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='provision.stocklot'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='room',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.room'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='stock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='provision.stock'),
        ),
        migrations.AddField(
            model_name='stocktransfer',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stocktransfer',
            name='sent_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stocktransfer',
            name='site',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stock_sent', to='places.site'),
        ),
        migrations.AddField(
            model_name='stocktransfer',
            name='to_site',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stock_coming', to='places.site'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='transfer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='provision.stocktransfer'),
        ),
        migrations.AddField(
            model_name='transferline',
            name='transfer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='provision.stocktransfer'),
        ),
        migrations.AddIndex(
            model_name='donation',
            index=models.Index(fields=['site', '-given_at'], name='donation_by_site'),
        ),
        migrations.AddConstraint(
            model_name='donation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('thanked_at', None), ('thanked_by', None)), models.Q(('thanked_at__isnull', False), ('thanked_by__isnull', False)), _connector='OR'), name='donation_thanked_by'),
        ),
        migrations.AddIndex(
            model_name='packgiven',
            index=models.Index(fields=['site', 'kind', '-given_at'], name='pack_by_site'),
        ),
        migrations.AddConstraint(
            model_name='packgiven',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('site', 'person', 'kind', 'turn'), name='pack_once'),
        ),
        migrations.AddConstraint(
            model_name='packgiven',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_because', ''), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='pack_withdrawn_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='stockask',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='stock_ask_is_for_something'),
        ),
        migrations.AddConstraint(
            model_name='stocklot',
            constraint=models.UniqueConstraint(fields=('stock', 'number', 'expires_on'), name='one_lot_that_expires'),
        ),
        migrations.AddConstraint(
            model_name='stocklot',
            constraint=models.UniqueConstraint(condition=models.Q(('expires_on', None)), fields=('stock', 'number'), name='one_lot_that_lasts'),
        ),
        migrations.AddConstraint(
            model_name='stocklot',
            constraint=models.CheckConstraint(condition=models.Q(('on_hand__gte', 0)), name='lot_not_negative'),
        ),
        migrations.AddIndex(
            model_name='stocktransfer',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['to_site'], name='stock_coming_open'),
        ),
        migrations.AddIndex(
            model_name='stocktransfer',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['site'], name='stock_sent_open'),
        ),
        migrations.AddConstraint(
            model_name='stocktransfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='stock_transfer_ended_by'),
        ),
        migrations.AddConstraint(
            model_name='stocktransfer',
            constraint=models.CheckConstraint(condition=models.Q(('site__isnull', False), ('to_site__isnull', False), _connector='OR'), name='stock_goes_somewhere_else'),
        ),
        migrations.AddIndex(
            model_name='stockmovement',
            index=models.Index(fields=['stock', '-moved_at'], name='movement_by_stock'),
        ),
        migrations.AddConstraint(
            model_name='stockmovement',
            constraint=models.CheckConstraint(condition=models.Q(('change', 0), _negated=True), name='movement_moves_something'),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.CheckConstraint(condition=models.Q(('sent__gte', 1)), name='transfer_line_has_articles'),
        ),
    ]
