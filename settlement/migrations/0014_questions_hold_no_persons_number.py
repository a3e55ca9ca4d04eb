"""What may be an ID number is masked in questions and answers, written down before their columns did so (S1).

Their guard is lifted for it, and stands again behind it: nothing is sealed of what they say.
"""

from typing import Any

from django.db import migrations

from canteen.core.identity import without_persons_numbers
from settlement.models.question_guard import QuestionGuard


def mask(apps: Any, schema_editor: Any) -> None:
    questions = apps.get_model("settlement", "Question").objects
    found = questions.order_by("id").values_list("id", "text", "answer")
    wrong = [
        (row_id, masked)
        for row_id, *texts in found.iterator(chunk_size=2000)
        if (masked := [without_persons_numbers(text) for text in texts]) != texts
    ]
    if not wrong:
        return
    lift, guard = QuestionGuard().statements(schema_editor.connection.vendor)
    with schema_editor.connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        for row_id, (text, answer) in wrong:
            questions.filter(id=row_id).update(text=text, answer=answer)
        for statement in guard:
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('settlement', '0013_lists_are_counted_when_checked'),
    ]

    operations = [migrations.RunPython(mask, migrations.RunPython.noop)]
