"""Cut the Noto fonts down to what our reports can say, into src/wenwu/report/fonts.

    python tools/bake_fonts.py [FOLDER WITH NOTO FONTS]

The fonts come from the Debian packages fonts-noto-core and fonts-noto-cjk, or any folder with their files
(SIL Open Font License 1.1). Latin faces keep what European languages and pinyin need; small scripts are kept
whole; Chinese, Tibetan and Yi keep the characters that our packs and our page use. Run it again when a
pack brings new characters: a test says so.
"""

import string
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "wenwu"
OUT = SOURCE / "report" / "fonts"
LATIN = set(string.printable) | set(
    map(chr, [*range(0xA0, 0x180), *range(0x1CD, 0x1DD), *range(0x2B0, 0x300)])
)
LATIN |= set(map(chr, [*range(0x300, 0x30D), *range(0x1E00, 0x1F00), *range(0x2010, 0x2030), 0x2032, 0x2033]))
LATIN |= set("‹›⁄€№™←↑→↓−≈≠≤≥√°±×÷²³½¼¾…ʼʰŋəɛɔɯɣ")
FACES = {  # our name: (file, characters to keep; None: those of the texts)
    "serif": ("NotoSerif-Regular.ttf", LATIN),
    "serif-italic": ("NotoSerif-Italic.ttf", LATIN),
    "serif-bold": ("NotoSerif-Bold.ttf", LATIN),
    "display": ("NotoSerifDisplay-Regular.ttf", LATIN),
    "sans": ("NotoSans-Regular.ttf", LATIN),
    "sans-bold": ("NotoSans-Bold.ttf", LATIN),
    "han": ("NotoSerifCJK-Regular.ttc", None),
    "yiii": ("NotoSansYi-Regular.ttf", None),
    "tibt": ("NotoSerifTibetan-Regular.ttf", None),
    "mong": ("NotoSansMongolian-Regular.ttf", set(map(chr, range(0x1800, 0x18AB)))),
    "arab": ("NotoNaskhArabic-Regular.ttf", set("ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىي،؛؟ء ە")),
    "talu": ("NotoSansNewTaiLue-Regular.ttf", set(map(chr, range(0x1980, 0x19E0)))),
    "tale": ("NotoSansTaiLe-Regular.ttf", set(map(chr, range(0x1950, 0x1980)))),
    "lana": ("NotoSansTaiTham-Regular.ttf", set(map(chr, range(0x1A20, 0x1AB0)))),
    "plrd": ("NotoSansMiao-Regular.ttf", set(map(chr, range(0x16F00, 0x16FA0)))),
}
EVERYDAY = (  # the commonest characters of Chinese, for the words of those who ask
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"
    "小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
    "知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最"
    "间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市"
    "眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计"
    "或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让"
    "认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办"
    "运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持"
    "取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞"
    "观争究包组造落视济喜离虽坏兴切阳"
)


PLAIN = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "lnum", "tnum"]
LATIN_FACES = ("serif", "serif-italic", "serif-bold", "display", "sans", "sans-bold")
FEATURES = {"han": [], **dict.fromkeys(LATIN_FACES, PLAIN)}  # all others: every feature, for their shaping


def main() -> None:
    """Cut every face and say how large it became."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("/usr/share/fonts")
    texts = characters_of_texts() | set(EVERYDAY)
    total = 0
    for name, (file, keep) in FACES.items():
        source = next(folder.rglob(file))
        font = _open(source)
        cut(font, name, (texts if keep is None else keep | texts) & set(map(chr, font.getBestCmap())))
        out = OUT / f"{name}.woff"
        font.flavor = "woff"
        font["head"].modified = font["head"].created  # equal input, equal bytes
        font.recalcTimestamp = False
        font.save(out)
        total += out.stat().st_size
        print(f"{out.stat().st_size / 1024:7.1f} KiB  {name}")
    print(f"{total / 1024:7.1f} KiB  together")


def characters_of_texts() -> set[str]:
    """Every character that the packs, the page and its words use."""
    suffixes = {".toml", ".html", ".j2", ".py"}
    files = (path for path in SOURCE.rglob("*") if path.suffix in suffixes)
    return {character for path in files for character in path.read_text("utf-8")}


def _open(path: Path) -> TTFont:
    """One font; of a collection the one for simplified Chinese."""
    if path.suffix != ".ttc":
        return TTFont(path)
    fonts = TTCollection(path).fonts
    return next(font for font in fonts if font["name"].getDebugName(1).endswith("CJK SC"))


def cut(font: TTFont, name: str, keep: set[str]) -> None:
    """Keep these characters, their shaping, and nothing else; Chinese needs no shaping in a line."""
    options = Options(
        layout_features=FEATURES.get(name, ["*"]),
        desubroutinize=True,
        hinting=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 13, 14],
    )
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in keep])
    cutter.subset(font)


if __name__ == "__main__":
    main()
