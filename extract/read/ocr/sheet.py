"""A picture of a page made fit for reading: upright lines, an even background, and the ink on it."""

from dataclasses import dataclass

import cv2
import numpy as np

# Scans are laid on the glass by hand: no further off than this, in degrees.
SKEW = 3.0
# Pixels a point: 150 to 300 dots an inch.
COARSE, FINE = 150 / 72, 300 / 72
# Less darkness than this against the paper is no ink; more than so much of the darkest is.
FAINT, SOLID = 22, 0.35
# What is so much lighter in its red than in its other colours is a stamp over the text.
RED = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """A straight page. `plain` is as printed, `clear` without red ink; both dark on even white, `ink` and `faint` are masks.

    `scale` is pixels per point of the sheet; `angle` by how many degrees the picture was turned, around its middle.
    """

    plain: np.ndarray
    clear: np.ndarray
    ink: np.ndarray
    faint: np.ndarray
    scale: float
    angle: float

    @property
    def stamped(self) -> bool:
        """Whether red ink was lifted from it."""
        return self.clear is not self.plain

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.plain.shape[1] / self.scale, self.plain.shape[0] / self.scale


def fitted(picture: np.ndarray, scale: float) -> tuple[np.ndarray, float]:
    """A picture with as many pixels a point as reading takes, and how many those are."""
    wanted = min(FINE, max(COARSE, scale))
    if abs(wanted - scale) < 0.1 * scale:
        return picture, scale
    how = cv2.INTER_AREA if wanted < scale else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=wanted / scale, fy=wanted / scale, interpolation=how), wanted


def straightened(picture: np.ndarray, scale: float) -> Sheet:
    """A sheet of a picture: grey, or with red, green and blue."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    angle = tilt(grey)
    plain = _even(_turned(grey, angle))
    clear = plain
    if picture.ndim == 3 and _stamped(picture):
        clear = _even(_turned(np.ascontiguousarray(picture[..., 0]), angle))
    dark = 255 - cv2.GaussianBlur(clear, (3, 3), 0)
    strong = max(FAINT, SOLID * float(np.percentile(dark[dark > FAINT], 95)) if (dark > FAINT).any() else FAINT)
    every = 255 - cv2.GaussianBlur(plain, (3, 3), 0)
    return Sheet(plain, clear, dark > strong, every > FAINT, scale, angle)


def tilt(grey: np.ndarray) -> float:
    """By how many degrees a page must be turned for its lines to be level: rows of pixels are then most unlike each other."""
    small = cv2.resize(
        grey, None, fx=(factor := min(1.0, 1000 / max(grey.shape))), fy=factor, interpolation=cv2.INTER_AREA
    )
    dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8))
    dark = np.where(dark > FAINT, dark, 0).astype(np.float32)
    best, step = 0.0, 0.5
    while step > 0.02:
        angles = (
            [best + step * count for count in range(-int(SKEW / step), int(SKEW / step) + 1)]
            if step == 0.5
            else [best + step * count for count in (-2, -1, 0, 1, 2)]
        )
        best = max(angles, key=lambda angle: _levelness(dark, angle))
        step /= 2.5
    return best if abs(best) <= SKEW else 0.0


def _levelness(dark: np.ndarray, angle: float) -> float:
    rows = _turned(dark, angle, 0).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _turned(image: np.ndarray, angle: float, beyond: int = 255) -> np.ndarray:
    if not angle:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC if beyond else cv2.INTER_LINEAR, borderValue=beyond
    )


def _even(grey: np.ndarray) -> np.ndarray:
    """The page on white paper: what is lightest around a place is its paper."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 5)
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(paper, 60), scale=255)


def _stamped(picture: np.ndarray) -> bool:
    """Whether there is red ink on the page."""
    few = picture[::4, ::4].astype(np.int16)
    return bool((few[..., 0] - np.minimum(few[..., 1], few[..., 2]) > RED).mean() > 0.0005)
