"""A question is answered once; what was asked and the meals it names never change (D15, R2)."""

from django.db import migrations

from canteen.models.triggers import Immutable
from settlement.models.question_guard import QuestionGuard


class Migration(migrations.Migration):
    dependencies = [("settlement", "0005_books_are_questioned_and_answered")]
    operations = [QuestionGuard(), Immutable("settlement_questionedmeal")]
