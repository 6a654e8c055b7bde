"""Writing pictures: the formats a curator may meet, and two photographs' quirks: cameras that were held upright."""

from pathlib import Path

from PIL import ExifTags, Image

# Files stored turned, as a camera held upright stores them, with the orientation that sets them right. Two are
# enough to show that the gallery heeds it.
TURNED = {
    "dune-02.jpg": (6, Image.Transpose.ROTATE_90),
    "wave-06.jpg": (8, Image.Transpose.ROTATE_270),
}


def save(image: Image.Image, path: Path) -> int:
    """Write an upright image in the format its name asks for; return the file's size in bytes."""
    exif = Image.Exif()
    if path.name in TURNED:
        exif[ExifTags.Base.Orientation], turn = TURNED[path.name]
        image = image.transpose(turn)
    match path.suffix:
        case ".jpg":
            image.save(path, quality=87, progressive=True, exif=exif)
        case ".webp":
            image.save(path, quality=86, method=2)
        case ".gif":
            image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path)
        case ".png":
            image.save(path)
        case suffix:
            raise ValueError(f"the format must be .jpg, .webp, .gif or .png, got {suffix}")
    return path.stat().st_size
