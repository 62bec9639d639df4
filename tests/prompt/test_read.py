"""Sentences to briefs: what was said is kept, what was not is assumed and listed."""

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.body.performer import performers
from wenwu.prompt.brief import AngleWish, Brief
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

ENGLISH = "A Dai woman dances the peacock dance at the Water-Splashing Festival"
CHINESE = "一位傣族姑娘在泼水节跳孔雀舞"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def read(atlas):
    return lambda prompt, **wishes: read_brief(prompt, Wishes(**wishes), atlas)


def assumed(brief: Brief) -> set[str]:
    return {a.field for a in brief.assumed}


def test_english_and_chinese_give_the_same_brief(read):
    english, chinese = read(ENGLISH), read(CHINESE)
    assert (english.lang, chinese.lang) == ("en", "zh")
    differ = {"prompt", "lang"}
    assert english.model_dump(exclude=differ) == chinese.model_dump(exclude=differ)


def test_the_example_brief(read):
    brief = read(ENGLISH)
    assert (brief.culture, brief.dance, brief.occasion) == ("dai", "dai_peacock", "water_festival")
    assert [(p.gender, p.variant, p.costume) for p in brief.cast] == [
        ("woman", "stage_female", "dai.f.xishuangbanna")
    ]
    assert (brief.formation, brief.direction, brief.tempo, brief.seconds) == ("solo", None, 66.0, 10.0)
    assert assumed(brief) == {"variant", "costume", "performer", "formation", "tempo", "seconds"}


PAIRS = [
    ("Six Yi women dance the torch dance", "六位彝族妇女跳朵洛荷"),
    ("Three Tibetan men and three women dance the guozhuang", "三个藏族男子和三个女子跳锅庄"),
    ("A Miao man dances the golden pheasant dance", "一个苗族小伙子跳锦鸡舞"),
    ("A Uyghur woman dances the sanam at a wedding, joyfully, for 20 seconds",
     "一名维吾尔族女子在婚礼上欢乐地跳赛乃姆，20秒"),
    ("One old Mongolian man dances the shoulder dance slowly", "一位蒙古族老爷爷缓慢地跳抖肩舞"),
    ("A Dai woman dances the peacock dance, wrists bent back 70 degrees",
     "一位傣族女子跳孔雀舞，手腕后屈70度"),
    ("Two Dai men dance ga guang counter-clockwise", "两个傣族男子逆时针跳戛伴光"),
    ("Men and women dance the left-foot dance, twelve seconds", "男女跳左脚舞，十二秒"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_pairs_of_sentences(read, english, chinese):
    differ = {"prompt", "lang"}
    assert read(english).model_dump(exclude=differ) == read(chinese).model_dump(exclude=differ)


@pytest.mark.parametrize(
    ("prompt", "dance"),
    [
        ("A Dai woman dances the kongque wu", "dai_peacock"),
        ("a NUOSU woman in the duoluohe", "yi_torch_circle"),
        ("ꆈꌠ women dance the torch dance", "yi_torch_circle"),
        ("A ئۇيغۇر man dances سەنەم", "uyghur_sanam"),
        ("བོད་པ 男子跳锅庄", "tibetan_guozhuang"),
        ("Tai Lü peacock dance", "dai_peacock"),
        ("zuojiao wu", "yi_left_foot"),
        ("撒尼姑娘跳左脚舞", "yi_left_foot"),
    ],
)
def test_labels_in_every_language(read, prompt, dance):
    assert read(prompt).dance == dance


def test_the_word_people_belongs_to_the_number(read):
    """Though "Manchu people" is a name, too."""
    assert len(read("Six Manchu people dance mangshi").cast) == 6
    assert len(read("Six Kam people dance caitang").cast) == 6


def test_the_number_is_what_was_said_or_the_smallest_whole_group(read, atlas):
    assert (
        len(read("Yi people dance the left-foot dance").cast)
        == atlas.dance("yi_left_foot").formation.least
        == 6
    )
    assert "dancers" in assumed(read("Yi people dance the left-foot dance"))
    for prompt, number in (
        ("Two Yi women dance the left-foot dance", 2), ("A pair of Yi women dance the left-foot dance", 2),
        ("a dozen Yi dancers in the left-foot dance", 12), ("四名彝族姑娘跳左脚舞", 4),
        ("男女各三人跳左脚舞", 6),
        ("十个彝族人跳左脚舞", 10),
    ):  # fmt: skip
        brief = read(prompt)
        assert len(brief.cast) == number, prompt
        assert "dancers" not in assumed(brief), prompt


def test_one_dancer_of_a_ring_dance_is_told_as_part_of_a_group(read):
    brief = read("A Yi woman dances the left-foot dance")
    assert (len(brief.cast), brief.formation) == (1, "solo")
    told = next(a for a in brief.assumed if a.value == "1 of 6")
    assert "part of a group" in told.because and "hands are not joined" in told.because


def test_counts_of_each_sex(read):
    brief = read("Two Tibetan women and four men dance the guozhuang")
    assert sorted(p.gender for p in brief.cast) == ["man"] * 4 + ["woman"] * 2
    halves = [p.gender for p in brief.cast]
    assert halves == sorted(halves)  # each sex makes its half of the ring


def test_roles_and_props_follow_the_variant(read):
    brief = read("Miao people dance the golden pheasant dance")
    players = [p for p in brief.cast if p.gender == "man"]
    assert [(p.role, p.props) for p in players] == [("lusheng", ("lusheng",))]
    assert all(p.variant == "women_file" for p in brief.cast if p.gender == "woman")
    assert read("A Dai man dances the peacock dance").cast[0].variant == "folk_male_frame"


def test_a_prop_the_dance_does_not_carry_is_left_out_and_said(read):
    brief = read("A Dai woman dances the peacock dance with a fan")
    assert brief.cast[0].props == ()
    assert next(a for a in brief.assumed if a.field == "props").value == "fan"


def test_tempo_follows_words_and_stays_in_the_dances_range(read, atlas):
    low, high, usual = atlas.dance("dai_peacock").tempo
    said = "A Dai woman dances the peacock dance"
    assert read(said).tempo == usual
    assert low <= read(f"{said} slowly").tempo < usual < read(f"{said} fast").tempo <= high
    assert read(f"{said} at 72 bpm").tempo == 72
    assert read("傣族女子跳孔雀舞，每分钟72拍").tempo == 72
    too_fast = read(f"{said} at 300 bpm")
    assert too_fast.tempo == high
    assert "300 was asked" in next(a for a in too_fast.assumed if a.field == "tempo").because


def test_angles_moods_colours_and_direction(read):
    brief = read(
        "Calmly and gracefully a Dai woman in red dances the peacock dance, elbows 30 degrees, knees bent 45°"
    )
    assert brief.angles == (
        AngleWish(angle="elbow.flexion", degrees=30),
        AngleWish(angle="knee.flexion", degrees=45),
    )
    assert brief.moods == ("calm", "graceful") and brief.colours == ("red",)
    assert read("Tibetans dance the guozhuang anticlockwise").direction == "ccw"
    assert read("Tibetans dance the guozhuang").direction == "cw"
    assert read("Bonpo Tibetans dance the guozhuang").direction == "ccw"
    assert read("Bonpo Tibetans dance the guozhuang").tradition == "bon"


def test_motifs_are_kept_and_similes_are_not_taken_for_them(read):
    assert read("Yi women dance the torch dance with the ram's horn pattern").motifs == ("yi.ram_horn",)
    assert read("彝族妇女跳朵洛荷，衣上有羊角纹").motifs == ("yi.ram_horn",)
    like = read("A Dai woman dances the peacock dance like a butterfly")
    assert (
        like.motifs == () and next(a for a in like.assumed if a.field == "motifs").value == "miao.butterfly"
    )


def test_an_angle_of_nothing_is_said_to_be_unread(read):
    brief = read("A Dai woman dances the peacock dance and turns 360 degrees")
    assert brief.angles == () and next(a for a in brief.assumed if a.field == "unread").value == "360°"


def test_culture_or_dance_alone_is_enough(read):
    brief = read("peacock dance")
    assert brief.culture == "dai" and "culture" in assumed(brief)
    assert read("Dai").dance == "dai_peacock"
    assert read("A Yi dance at the Torch Festival").dance in ("yi_left_foot", "yi_torch_circle")
    assert "dance" in assumed(read("a Mongolian woman"))


def test_options_beside_the_sentence(read):
    brief = read(
        ENGLISH, seconds=4.0, seed=7, size="640x360", fps=24, profile="preview", formats="bvh,mp4", lang="zh"
    )
    assert (brief.seconds, brief.seed, brief.width, brief.height, brief.fps) == (4.0, 7, 640, 360, 24)
    assert brief.formats == ("bvh", "mp4") and brief.lang == "zh"
    assert (read(ENGLISH, profile="master").width, read(ENGLISH, profile="master").height) == (3840, 2160)
    assert read("a dance", culture="dai", dance="dai_gaguang", dancers=5, role="man").cast[4].gender == "man"
    assert read(ENGLISH, role="stage_female").cast[0].variant == "stage_female"
    assert read(ENGLISH, performer="woman_elder").cast[0].performer == "woman_elder"
    assert read("peacock dance", performer="man_2").cast[0].variant == "folk_male_frame"


def test_the_seed_picks_the_performers_and_the_culture_does_not(read):
    def cast(prompt, seed):
        return [p.performer for p in read(prompt, seed=seed).cast]

    assert cast("five Dai women dance ga guang", 3) == cast("five Miao women dance the pheasant dance", 3)
    picked = {cast("a Dai woman", seed)[0] for seed in range(8)}
    assert picked == {"woman_1", "woman_2"}
    four = cast("three Dai women dance ga guang", 1)
    assert len(set(four)) == 3  # nobody is doubled while somebody is free
    for id in four:
        assert performers()[id].gender == "woman"


def test_everything_assumed_has_a_reason_in_both_languages(read):
    for prompt in (ENGLISH, "Dai", "A Yi woman dances the left-foot dance with a fan and turns 90 degrees"):
        for assumption in read(prompt).assumed:
            assert assumption.because.strip() and assumption.because_zh.strip()
