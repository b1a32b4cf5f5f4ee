"""A stretch of group chat, or a chain of replies, becomes what each room asks for."""

from yizhan.duty.chat_paste import Asked, read_chat

ROOMS = ["301", "302", "305", "312", "1205"]


def read(text: str) -> list[tuple[str | None, str, int]]:
    return [(one.room, one.need, one.times) for one in read_chat(text, ROOMS).asked]


def test_a_chain_gives_its_need_to_every_line() -> None:
    chain = "#接龙\n需要被子的请接龙，写清房号\n1. 301 两床\n2. 302 李四 1床\n3、3-12房 牛奶\n"
    assert read(chain) == [("301", "quilt", 1), ("302", "quilt", 1), ("312", "child_snack", 1)]


def test_a_sender_whose_name_carries_the_room_speaks_for_it() -> None:
    chat = "305李四 21:05\n晚上太冷了，能加床被子吗\n谢谢\n王五 21:06\n305 再要一瓶矿泉水\n好的"
    assert read(chat) == [("305", "quilt", 1), ("305", "water", 1)]
    assert read_chat(chat, ROOMS).skipped == 2


def test_the_same_room_and_need_are_one_and_other_rooms_stay_apart() -> None:
    chat = "301: 被子\n301：再催一下被子\n302: 被子"
    asked = read_chat(chat, ROOMS).asked
    assert [(one.room, one.times, one.words) for one in asked] == [
        ("301", 2, "被子\n再催一下被子"),
        ("302", 1, "被子"),
    ]


def test_a_number_that_is_the_only_room_is_the_room() -> None:
    assert read("301、 要牙刷\n2. 302 要牙刷") == [("301", "toiletries", 1), ("302", "toiletries", 1)]


def test_a_storey_and_a_door_are_a_room_and_a_longer_number_is_not() -> None:
    assert read("3楼12 网络不好") == [("312", "network", 1)]
    assert read("12-05 网络不好") == [("1205", "network", 1)]
    assert read("电话 13012345678 网络不好") == [(None, "network", 1)]


def test_a_red_flag_is_seen_in_chatter() -> None:
    (one,) = read_chat("302 我爸胸口痛喘不上气", ROOMS).asked
    assert one == Asked("302", "breath", "302 我爸胸口痛喘不上气", red="breath")
    assert read("302 胸痛的药吃完了")[0][1] == "medicine"


def test_what_a_room_lacks_is_known_in_its_longer_words_too() -> None:
    assert read("301 没有热水了") == [("301", "plumbing", 1)]
    assert read("301 房间没有电") == [("301", "no_power", 1)]
    assert read("301 没有水") == [("301", "no_power", 1)]
    assert read("301 没有网") == [("301", "network", 1)]


def test_chatter_without_a_room_asks_for_nothing() -> None:
    assert read("大家好\n今天天气不错\n收到！\n2022年3月16日 21:05\n————以下是新消息————") == []
    assert read("301 我来了") == [("301", "other", 1)]
