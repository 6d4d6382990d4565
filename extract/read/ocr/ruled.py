"""The ruling lines of a straight page, and the page without them."""

import cv2
import numpy as np

from extract.read.layout.lattice import Rule, merge
from extract.read.ocr.sheet import Sheet

# A rule is at least so long, in points; the strokes of printed characters are shorter. It may be broken for so long.
ACROSS, DOWN, GAP, BREAK = 18.0, 11.0, 6.0, 1.0
# A shorter upright or level stroke is a rule only between two others.
STANDING, LYING = 24.0, 60.0
THICK = 4.0
NEAR = 3.5
# Where a stroke ends before it meets a rule, the gap is paler than this part of its darkness.
EVEN = 0.55


def rules(sheet: Sheet) -> tuple[list[Rule], list[Rule], np.ndarray, np.ndarray]:
    """The rules across and down, in points, and the pixels that long level and long upright strokes cover."""
    dark = 255 - sheet.clear
    level, level_mask = _found(dark, sheet.scale, ACROSS, 2.0)
    turned = np.ascontiguousarray(dark.T)
    upright, upright_mask = _found(turned, sheet.scale, DOWN, 1.0)
    # The strokes of characters that stand side by side must not join to a rule.
    level, upright = merge(level, gap=BREAK), merge(upright, gap=BREAK)
    long = [rule for rule in upright if rule.end - rule.start >= STANDING]
    across = merge([rule for rule in level if _is_rule(rule, long, dark, sheet.scale, LYING)], gap=GAP)
    down = merge([rule for rule in upright if _is_rule(rule, across, turned, sheet.scale, STANDING)], gap=GAP)
    return across, down, level_mask, np.ascontiguousarray(upright_mask.T)


def _found(dark: np.ndarray, scale: float, least: float, length: float) -> tuple[list[Rule], np.ndarray]:
    """The level rules of a picture. Along a rule the noise of the paper is averaged away, across it nothing is."""
    along = cv2.blur(dark, (max(3, round(length * scale)) | 1, 1))
    limit = _limit(along)
    mask = (along > limit).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(least * scale)), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, round(length * scale) | 1), np.uint8))
    count, labels, boxes, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found, kept = [], np.zeros(count, bool)
    for number in range(1, count):
        left, _, width, height, area = boxes[number]
        # A rule that is not quite level is higher than it is thick.
        if area / width <= THICK * scale and height <= max(THICK * scale, 0.02 * width):
            kept[number] = True
            found.append(Rule(float(centres[number][1]) / scale, int(left) / scale, int(left + width) / scale))
    return found, kept[labels]


def _limit(dark: np.ndarray) -> float:
    """What is darker is ink; rules are often printed paler than text."""
    return max(28.0, 0.3 * float(np.percentile(dark, 99.5)))


def _is_rule(rule: Rule, others: list[Rule], dark: np.ndarray, scale: float, long: float) -> bool:
    """Whether a stroke is a rule: long, or without a gap from one crossing rule to another, as no character's is."""
    if rule.end - rule.start >= long:
        return True
    crossed = [other.at for other in others if other.start - NEAR <= rule.at <= other.end + NEAR]
    ends = [min(crossed, key=lambda at: abs(at - end), default=-NEAR) for end in (rule.start, rule.end)]
    if any(abs(at - end) > NEAR for at, end in zip(ends, (rule.start, rule.end), strict=True)):
        return False
    at, start, end = (round(value * scale) for value in (rule.at, *ends))
    stroke = dark[max(0, at - 1) : at + 2, start:end].max(axis=0, initial=0)
    return bool(stroke.size) and float(stroke.min()) > max(_limit(dark), EVEN * float(np.median(stroke)))
