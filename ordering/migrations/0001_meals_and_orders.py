"""Meals and orders."""

import canteen.models.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('canteen', '0001_places_and_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meal',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('service_on', models.DateField()),
                ('sitting', models.CharField(choices=[('breakfast', 'breakfast'), ('lunch', 'lunch'), ('dinner', 'dinner')], max_length=12)),
                ('title', models.CharField(max_length=40)),
                ('price_fen', models.PositiveIntegerField()),
                ('portions', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=12)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
            ],
        ),
        migrations.CreateModel(
            name='Extra',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('price_fen', models.PositiveIntegerField()),
                ('meal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extras', to='ordering.meal')),
            ],
        ),
        migrations.CreateModel(
            name='Dish',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('meal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dishes', to='ordering.meal')),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('service_on', models.DateField()),
                ('sitting', models.CharField(choices=[('breakfast', 'breakfast'), ('lunch', 'lunch'), ('dinner', 'dinner')], max_length=12)),
                ('origin', models.CharField(choices=[('ahead', '预订'), ('walk-in', '现场')], max_length=8)),
                ('state', models.CharField(choices=[('placed', '已订'), ('served', '已用餐'), ('voided', '已撤销'), ('cancelled', '已取消'), ('no-show', '未到')], max_length=12)),
                ('placed_at', models.DateTimeField()),
                ('served_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('canteen', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('elder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
                ('meal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='ordering.meal')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('set', '套餐'), ('extra', '加菜'), ('weighed', '称重'), ('delivery', '送餐')], max_length=10)),
                ('name', models.CharField(max_length=40)),
                ('fen', models.PositiveIntegerField()),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ordering.order')),
            ],
        ),
        migrations.AddConstraint(
            model_name='meal',
            constraint=models.UniqueConstraint(fields=('canteen', 'service_on', 'sitting', 'title'), name='meal_once'),
        ),
        migrations.AddConstraint(
            model_name='meal',
            constraint=models.CheckConstraint(condition=models.Q(('price_fen__gt', 0)), name='meal_price_positive'),
        ),
        migrations.AddConstraint(
            model_name='meal',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='meal_published_has_instant'),
        ),
        migrations.AddConstraint(
            model_name='extra',
            constraint=models.UniqueConstraint(fields=('meal', 'position'), name='extra_position_once'),
        ),
        migrations.AddConstraint(
            model_name='extra',
            constraint=models.CheckConstraint(condition=models.Q(('price_fen__gt', 0)), name='extra_price_positive'),
        ),
        migrations.AddConstraint(
            model_name='dish',
            constraint=models.UniqueConstraint(fields=('meal', 'position'), name='dish_position_once'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['person', 'service_on', 'sitting'], name='order_by_person'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['canteen', 'service_on', 'sitting'], name='order_by_sitting'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['served', 'voided']), _negated=True), ('served_at__isnull', False), _connector='OR'), name='order_served_has_instant'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='line_position_once'),
        ),
    ]
