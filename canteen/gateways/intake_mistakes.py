"""Every mistake that a list can have, in words that say what to do about it."""

from django.utils.translation import gettext as _

from canteen.core.intake.cells import Wrong


def mistake_words(*, wrong: Wrong) -> str:
    """Return a mistake in the reader's language; it quotes no number of a person."""
    words = {**_of_cells(), **_of_people(), **_of_days(), **_of_places(), **_of_register()}
    return words[wrong.code] % wrong.values if wrong.code in words else wrong.code


def _of_cells() -> dict[str, str]:
    return {
        "missing": _("没有填写"),
        "too-long": _("内容过长，最多 %(most)s 个字"),
        "odd-character": _("含有无法识别的字符，请重新输入"),
        "cell-error": _("单元格是错误值（如 #N/A），请改成实际内容"),
        "formula-empty": _("单元格是没有结果的公式，请复制后“选择性粘贴为数值”"),
        "number-rounded": _("号码被存成了数字，末几位已经丢失；请把该列设为文本后重新填写"),
        "repeated": _("与第 %(row)s 行完全相同，已跳过"),
        "passed-over": _("不是名单里的人或项，不读入：%(text)s"),
        "part-of-row": _("与第 %(row)s 行合并为一人，类别已并入那一行"),
        "header-again": _("重复的表头，不读入"),
        "gone-already": _("第 %(row)s 行已写明迁往外地，这一行不再另记"),
        "twice-in-list": _("与第 %(row)s 行是同一人或同一项，但内容不同；请只保留正确的一行"),
    }


def _of_people() -> dict[str, str]:
    return {
        "name-odd": _("姓名中有不应有的字符；说明请写到备注列"),
        "id-number-rounded": _("身份证号被存成了数字，末几位已经丢失（如 3.30503E+17）；请把该列设为文本后重新填写"),
        "id-number-masked": _("身份证号被遮盖，请填写完整号码"),
        "id-number-length": _("身份证号应为 18 位（旧号 15 位），现有 %(count)s 位"),
        "id-number-letters": _("身份证号中有不是数字的字符，例如把 0 写成了字母 O"),
        "id-number-birth": _("身份证号中的出生日期不存在"),
        "id-number-check": _("身份证号的校验码不对，可能有一位抄错"),
        "birth-ahead": _("身份证号中的出生日期在今天之后"),
        "age-over": _("按身份证号已超过 120 岁，请核对"),
        "age-under": _("现年 %(count)s 岁，不到 60 岁；核对无误可以照常登记"),
        "birth-differs": _("出生日期与身份证号不一致"),
        "phone": _("电话号码有误：手机应为 11 位，座机为 7 至 8 位，可带区号"),
        "phone-several": _("一格只能填一个电话号码"),
        "card": _("卡号应为 6 至 31 位数字或大写字母"),
        "card-is-id-number": _("卡号不能是身份证号"),
        "category": _("不认识的类别“%(text)s”"),
        "one-category": _("一行只能写一个类别，请分成几行"),
        "role": _("不认识的角色“%(text)s”"),
        "login": _("登录名应为 2 至 40 位小写字母、数字、点或横线"),
        "card-twice": _("第 %(row)s 行已把这张卡给了别人；一张卡只能给一位老人"),
        "login-two-names": _("第 %(row)s 行的同一登录名写的是另一个姓名；一个登录名只能是一个人"),
        "missing-for-role": _("这个角色需要填写"),
    }


def _of_days() -> dict[str, str]:
    return {
        "day": _("看不懂的日期，请写成 2026-03-01 或 2026年3月1日"),
        "day-order": _("日期的年份在最后，分不清日和月；请写成 2026-03-01"),
        "day-short-year": _("年份请写四位，例如 2026"),
        "day-not-in-calendar": _("日历上没有这一天"),
        "day-far": _("日期应在 1900 年至 2199 年之间"),
        "day-january-or-october": _("存成数字后分不清是 1 月还是 10 月；请把该列设为文本后重新填写"),
        "day-ahead": _("日期在今天之后"),
        "ends-before": _("结束日期不晚于开始日期"),
        "before-birth": _("日期早于出生日期"),
    }


def _of_places() -> dict[str, str]:
    return {
        "region-unknown": _("没有找到区划“%(text)s”"),
        "region-unknown-but": _("没有找到区划“%(text)s”，是不是 %(likely)s？"),
        "region-rest-unknown": _("“%(name)s”后面的“%(rest)s”没有找到；请核对村社区，或只写镇街"),
        "region-ambiguous": _("“%(text)s”不止一处：%(among)s；请写上镇街"),
        "region-elsewhere": _("“%(text)s”不在所写的镇街内，而在 %(among)s"),
        "region-out-of-scope": _("不在这份名单的区划内，或不在您的职责范围内"),
        "place-kind": _("不认识的迁移类别“%(text)s”，请写户籍或居住"),
        "canteen-kind": _("不认识的类型“%(text)s”，请写食堂、助餐点或中央厨房"),
        "credit-code": _("统一社会信用代码应为 18 位数字和大写字母"),
        "credit-code-check": _("统一社会信用代码的校验码不对，请核对是否抄错一位"),
        "organisation-unknown": _("没有登记这个运营主体，请补上单位名称"),
        "organisation-differs": _("这个信用代码登记的是“%(name)s”；请核对名称和代码"),
        "code-two-names": _("第 %(row)s 行的同一信用代码写的是另一个名称；请核对名称和代码"),
        "operator-differs": _("登记由“%(name)s”运营；换运营主体请在食堂的页面上交接"),
        "opened-differs": _("登记的开办日期是 %(day)s，名单不能改动"),
        "hours": _("时间请写成 10:30-13:30"),
        "hours-order": _("结束时间应晚于开始时间"),
        "hours-past": _("供餐时间不能从已经过去的日子改起"),
        "degrees": _("经纬度应为小数，例如 120.4261"),
        "degrees-pair": _("经度和纬度要一起填写"),
        "canteen-at-address": _("这个地址已登记为“%(name)s”；若是同一处，请写现在的名称，若不是，请写不同的地址"),
        "several-canteens": _("同名的食堂不止一个"),
        "no-such-canteen": _("没有找到这个食堂，或不在您的职责范围内"),
    }


def _of_register() -> dict[str, str]:
    return {
        "elder-elsewhere": _("该身份证号已在其他镇街登记；请走迁移"),
        "no-such-elder": _("没有找到这位老人，或不在您的职责范围内"),
        "several-elders": _("同名同生日的老人不止一位，请填写身份证号"),
        "name-differs": _("姓名与登记的不一致，请核对身份证号"),
        "name-other": _(
            "该身份证号登记的是“%(name)s”，姓名几乎没有相同的字；请核对身份证号，确是改名的，请加“曾用名”一列写上登记的姓名"
        ),
        "card-taken": _("该卡号已经发放给别人"),
        "move-by-moves": _("与登记的不在同一镇街；请走迁移名单，先看涉及的供餐"),
        "moved-before": _("登记中已有同一天或更晚的户籍、居住变动"),
        "category-not-held": _("在这一天之前没有这个类别，无法停止"),
        "category-goes-on": _(
            "登记中这个类别另有自 %(day)s 起的一段，不早于停发的这一天；请先停止那一段（停发日期须晚于它的起始日）"
        ),
        "category-overlaps": _("登记中这个类别另有自 %(day)s 起的一段，与这一行重叠；请核对起止日期"),
        "category-within": _(
            "登记中这个类别自 %(day)s 起，这一行只说其中一段，不会据此提前停止；若整段有了止期，"
            "请把起始日写成 %(day)s，若要提前停止，请只写停发日期"
        ),
        "level-by-grants": _("登记的等级与此不同；等级变动请用“类别认定与停止”名单，写明起始日"),
        "level-same-day": _("同一天起已有这个类别的另一等级，请先停止原来的"),
        "already-deceased": _("已登记离世日期 %(day)s；登记错的请先在老人页面上撤回"),
        "login-taken": _("登录名已由另一位工作人员使用"),
        "role-not-granted": _("您不能授予这个角色，请由技术支持导入"),
    }
