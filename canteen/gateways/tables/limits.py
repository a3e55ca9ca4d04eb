"""How large a table from outside may be, in every direction, and the noes that say which limit it met (S8)."""

from typing import Final

from canteen.core.errors import Invalid

MOST_BYTES: Final = 20_000_000
MOST_UNPACKED: Final = 256_000_000
MOST_PARTS: Final = 1_000
MOST_SHEETS: Final = 60
MOST_ROWS: Final = 120_000
MOST_COLUMNS: Final = 100
MOST_STRINGS: Final = 2_000_000
LONGEST_TEXT: Final = 40_000  # a spreadsheet's own limit of a cell is 32,767
LONGEST_SILENCE: Final = 2_000_000  # bytes of XML without a new element


class UnfitTable(Invalid):
    """This file cannot be read as a table."""

    code = "unfit-table"
    zh = "无法读取这个文件，请用 Excel 或 WPS 另存为 .xlsx 或 CSV 后再上传"


class TableTooLarge(UnfitTable):
    """This file is larger than 20 MB."""

    code = "table-too-large"
    zh = "文件超过 20 MB，请分成几个文件"


class TableUnpacksTooLarge(UnfitTable):
    """Unpacked, this file would be larger than 256 MB or have more than a thousand parts."""

    code = "table-unpacks-too-large"
    zh = "文件解压后过大，不予读取"


class TableTooLong(UnfitTable):
    """This sheet has more than 120,000 rows."""

    code = "table-too-long"
    zh = "工作表超过 12 万行，请分成几个文件"


class TableTooWide(UnfitTable):
    """This sheet has more than 100 columns with content."""

    code = "table-too-wide"
    zh = "工作表有内容的列超过 100 列，请只保留需要的列"


class OldWorkbook(UnfitTable):
    """This is an old workbook (.xls), a web page saved as one, or locked; save it as .xlsx without a password."""

    code = "old-workbook"
    zh = "这是旧版 .xls、存成网页的表格或加密的工作簿，请去掉密码并另存为 .xlsx"


class HostileWorkbook(UnfitTable):
    """This workbook declares entities or a document type, which no spreadsheet does."""

    code = "hostile-workbook"
    zh = "文件中含有表格不应有的实体声明，不予读取"


class StrayQuote(UnfitTable):
    """A quotation mark of this text is not closed in its row, or a quoted cell goes on over several rows."""

    code = "stray-quote"
    zh = "文件中有一个英文引号不成对，它后面的行读不出来；请改正引号，或另存为 .xlsx"

    def __init__(self, line: int) -> None:
        """`line` is where the row begins that does not end, the first line being 1."""
        super().__init__(detail=f"line {line}")
        self.line = line


class UnknownEncoding(UnfitTable):
    """This text is neither UTF-8, UTF-16 nor GB18030."""

    code = "unknown-encoding"
    zh = "无法识别文字编码，请另存为 CSV UTF-8 或 .xlsx"


class EmptyTable(UnfitTable):
    """There is nothing in this file."""

    code = "empty-table"
    zh = "文件是空的"
