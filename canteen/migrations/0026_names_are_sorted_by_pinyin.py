"""Elders, staff, organisations and canteens get what their names are sorted by: pinyin (69)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0025_rows_of_a_list_share_no_card'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='canteen',
            name='canteen_by_name',
        ),
        migrations.RemoveIndex(
            model_name='organisation',
            name='organisation_by_name',
        ),
        migrations.AddField(
            model_name='canteen',
            name='sorts_as',
            field=models.CharField(blank=True, default='', max_length=240),
        ),
        migrations.AddField(
            model_name='elder',
            name='sorts_as',
            field=models.CharField(blank=True, default='', max_length=240),
        ),
        migrations.AddField(
            model_name='organisation',
            name='sorts_as',
            field=models.CharField(blank=True, default='', max_length=240),
        ),
        migrations.AddField(
            model_name='staff',
            name='sorts_as',
            field=models.CharField(blank=True, default='', max_length=240),
        ),
        migrations.AddIndex(
            model_name='canteen',
            index=models.Index(fields=['sorts_as', 'id'], name='canteen_by_pinyin'),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['sorts_as', 'id'], name='elder_by_pinyin'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['sorts_as', 'id'], name='organisation_by_pinyin'),
        ),
        migrations.AddIndex(
            model_name='staff',
            index=models.Index(fields=['sorts_as', 'id'], name='staff_by_pinyin'),
        ),
    ]
