"""Pictures that people send: made small, with nothing left of the file but what one sees, at a bounded cost."""

import subprocess
import sys
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from models.documents import pictures
from models.documents.pictures import BYTES_MAX, SIDE_MAX, Picture
from models.errors import FileRefused
from tests.pictures import BEGINS, chunk, noise, painted, picture, png

SECRET = b"<script>alert(1)</script>"


def scaled(content: bytes, *, bytes_max: int = 30_000) -> Picture:
    return pictures.scaled(content, width_max=640, height_max=192, bytes_max=bytes_max)


def jpeg(width: int = 300, height: int = 100, *, mode: str = "RGB", **more: object) -> bytes:
    with BytesIO() as written:
        Image.linear_gradient("L").resize((width, height)).convert(mode).save(written, "JPEG", **more)
        return written.getvalue()


def opened(made: Picture) -> Image.Image:
    found = Image.open(BytesIO(made.content))
    assert (found.format, found.size) == ("PNG", (made.width, made.height))
    return found


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (painted(300, 100), (300, 100)),
        (painted(3000, 1000), (576, 192)),
        (painted(2560, 256), (640, 64)),
        (painted(100, 1000), (19, 192)),
        (painted(6000, 16), (640, 2)),
        (jpeg(), (300, 100)),
        (jpeg(1280, 200, progressive=True), (640, 100)),
        (jpeg(mode="CMYK"), (300, 100)),
        (jpeg(mode="L"), (300, 100)),
    ],
)
def test_it_fits_and_is_never_larger_than_it_was(content: bytes, size: tuple[int, int]) -> None:
    made = scaled(content)
    assert (made.width, made.height) == size
    opened(made)
    assert scaled(content) == made, "the same bytes for the same ones"


def test_what_can_be_seen_through_stays_so() -> None:
    red, opacity = opened(scaled(painted(colour=(255, 0, 0, 128)))).getpixel((150, 50))[::3]
    assert (red, opacity) == (255, 128)


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = scaled(jpeg(400, 100, exif=exif))
    assert (made.width, made.height) == (48, 192)


def test_what_can_hardly_be_packed_is_made_smaller_until_it_fits() -> None:
    made = scaled(noise(400, 200))
    assert len(made.content) <= 30_000
    assert 100 <= made.width <= 250
    assert len(scaled(noise(400, 200), bytes_max=5_000).content) <= 5_000


def test_nothing_else_of_a_file_stays() -> None:
    """Neither where a photograph was taken, nor a page for browsers that look at what comes behind a picture."""
    exif = Image.Exif()
    exif[0x8298] = SECRET.decode()
    for content in (
        painted() + SECRET,
        png(20, 20, (b"\0" + bytes(20)) * 20, more=chunk(b"tEXt", b"Comment\0" + SECRET)),
        jpeg(exif=exif),
        jpeg(comment=SECRET),
        jpeg() + SECRET,
    ):
        assert SECRET in content
        made = scaled(content)
        assert SECRET not in made.content
        assert made.content.endswith(chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "neither a PNG nor a JPEG"),
        (b"GIF89a" + painted(), "neither a PNG nor a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG nor a JPEG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "neither a PNG nor a JPEG"),
        (SECRET + painted(), "neither a PNG nor a JPEG"),
        (BEGINS, "damaged"),
        (BEGINS + SECRET, "damaged"),
        (BEGINS + chunk(b"IEND", b""), "damaged"),
        (painted()[:-1], "damaged"),
        (painted()[:80], "damaged"),
        (painted()[:60] + b"\0" + painted()[61:], "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff" + SECRET, "damaged"),
        (b"\xff\xd8\xff\xe0\xff\xff" + SECRET, "damaged"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:300], "damaged"),
        (picture(10, 10), "10 by 10 pixels"),
        (picture(15, 100), "15 by 100 pixels"),
        (picture(SIDE_MAX + 1, 16), "6,001 by 16 pixels"),
        (picture(3001, 3000), "3,001 by 3,000 pixels"),
        (bytes(BYTES_MAX + 1), "2,000,001 bytes"),
        (painted(colour=(255, 255, 255, 255)), "on white"),
        (painted(colour=(255, 0, 0, 0)), "on white"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        scaled(content)


MAKERS = """
import zlib
from io import BytesIO
from PIL import Image
GB = 1_000_000_000
def jpeg(side):
    with BytesIO() as written:
        Image.new("L", (side, side), 128).save(written, "JPEG", progressive=True)
        return written.getvalue()
def turns(content, count):
    begin = content.rfind(bytes((255, 218)))
    return content[:-2] + content[begin:-2] * count + content[-2:]
def zeros(count):
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000)) + packer.flush()
def of_one_grey(more):
    return png(300, 100, (bytes(1) + b"\\x80" * 300) * 100, more=more)
"""
BOMBS = {
    "a PNG of 50,000 by 50,000": "png(50_000, 50_000, bytes(1_000_000))",
    "a JPEG that says so": "jpeg(16).replace(bytes((0, 16, 0, 16)), bytes((195, 80, 195, 80)), 1)",
    "a profile of a gigabyte": "of_one_grey(chunk(b'iCCP', b'x\\0\\0' + zeros(GB)))",
    "words of a gigabyte": "of_one_grey(chunk(b'zTXt', b'x\\0\\0' + zeros(GB)))",
    "a gigabyte behind its lines": "of_one_grey(chunk(b'IDAT', zeros(GB)))",
    "two heads": "painted().replace(b'IDAT', b'IHDR', 1)",
    "the largest with the largest points": "png(3000, 3000, (b'\\0' + b'~' * 24_000) * 3000, colour_type=6, depth=16)",
    "the largest in many turns": "turns(jpeg(3000), 58)",
    "one in too many": "turns(jpeg(3000), 59)",
}
DRAWN = {
    "a profile of a gigabyte",
    "words of a gigabyte",
    "a gigabyte behind its lines",
    "the largest with the largest points",
    "the largest in many turns",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_much_memory_or_time(name: str) -> None:
    """In a process of its own, whose memory is looked at. Making the file may have taken more than drawing it takes, so
    the most that there was until then is forgotten first."""
    program = (
        "import pathlib, re, time\n"
        "from models.documents import pictures\n"
        "from models.errors import FileRefused\n"
        "from tests.pictures import chunk, painted, png\n"
        f"{MAKERS}\n"
        "def kilobytes(name):\n"
        "    return int(re.search(name + r':\\s+(\\d+) kB', pathlib.Path('/proc/self/status').read_text())[1])\n"
        f"content = {BOMBS[name]}\n"
        "pathlib.Path('/proc/self/clear_refs').write_text('5')\n"
        "before, begin = kilobytes('VmRSS'), time.process_time()\n"
        "try:\n"
        "    pictures.scaled(content, width_max=640, height_max=192, bytes_max=30_000)\n"
        "    end = 'drawn'\n"
        "except FileRefused:\n"
        "    end = 'refused'\n"
        "print(end, (kilobytes('VmHWM') - before) // 1024, time.process_time() - begin)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    end, megabytes, seconds = ran.stdout.decode().split()
    assert (end == "drawn") == (name in DRAWN)
    # The largest picture takes 91, 72 of them decoded.
    assert int(megabytes) < 120
    assert float(seconds) < 5


def test_nothing_stays_in_memory_of_what_was_drawn() -> None:
    program = (
        "import zlib\n"
        "from models.documents import pictures\n"
        "from tests.pictures import png\n"
        "def resident():\n"
        "    return int(open('/proc/self/statm').read().split()[1]) * 4 // 1024\n"
        "for turn in range(12):\n"
        "    content = png(3000, 3000, (b'\\0' + bytes([turn + 1]) * 9000) * 3000, colour_type=2)\n"
        "    pictures.scaled(content, width_max=640, height_max=192, bytes_max=30_000)\n"
        "    first = resident() if turn == 1 else first if turn else 0\n"
        "print(resident() - first)\n"
    )
    grown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(grown.stdout) < 40


SEEDS = (painted(40, 40), picture(40, 40), noise(20, 20), jpeg(40, 40), jpeg(40, 40, progressive=True))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=9),
    st.integers(0, 99),
)
def test_whatever_is_damaged_is_drawn_or_refused(seed: bytes, damage: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(seed)
    for place, value in damage:
        content[place % len(content)] = value
    try:
        made = scaled(bytes(content[: len(content) - cut]))
    except FileRefused:
        return
    opened(made)


@pytest.mark.parametrize("between", [b"\xff\x00", b"\xff\x01", b"\xff\xd0", b"\xff\xc8", b"\xff\x02"])
def test_a_jpeg_that_a_decoder_reads_in_another_way_is_refused(between: bytes) -> None:
    """A decoder goes on behind `FF 00`. Whoever takes it for a segment skips a size that is decoded."""
    small, large = jpeg(64, 64), jpeg(4000, 100)
    hidden = between + large[2:]
    with pytest.raises(FileRefused, match="damaged"):
        scaled(small[:2] + hidden + b"\0" * 70_000 + small[2:])
    with pytest.raises(FileRefused, match="damaged"):
        scaled(small[:2] + between + small[2:])


def test_bytes_that_fill_the_room_before_a_marker_change_nothing() -> None:
    plain = jpeg()
    assert scaled(plain[:2] + b"\xff" * 9 + plain[2:]) == scaled(plain)
