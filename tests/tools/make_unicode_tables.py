#!/usr/bin/env python3
"""Writes engine/tokens/unicode_tables.cpp from the Unicode data of this Python.

Run it with the Python whose Unicode version the tables shall have (print it with
python3 -c 'import unicodedata; print(unicodedata.unidata_version)') and only on purpose: other tables
can mean other tokens, and with them other vectors for every text that was embedded before.

    python3 tests/tools/make_unicode_tables.py > engine/tokens/unicode_tables.cpp
"""
import sys
import unicodedata as ud

LAST = 0x110000
BLOCK = 128
FLAGS = ['Other', 'Space', 'Mark', 'Punctuation', 'Cased', 'CaseIgnorable', 'Lowers', 'Decomposes', 'Letter', 'Number']
FLAG = {name: 1 << i for i, name in enumerate(FLAGS)}


def is_hangul_syllable(c):
    return 0xAC00 <= c <= 0xD7A3


def properties(c):
    ch, flags = chr(c), 0
    category = ud.category(ch)
    if ch in '\t\n\r' or category in ('Zs', 'Zl', 'Zp'):
        flags |= FLAG['Space']
    elif category[0] == 'C':
        flags |= FLAG['Other']
    if category == 'Mn':
        flags |= FLAG['Mark']
    if category[0] == 'P' or 33 <= c <= 47 or 58 <= c <= 64 or 91 <= c <= 96 or 123 <= c <= 126:
        flags |= FLAG['Punctuation']
    # Python lowers a final capital sigma by the rule of the standard; its answers reveal the two properties.
    if (ch + '\u03a3').lower().endswith('\u03c2'):
        flags |= FLAG['Cased']
    elif ('A' + ch + '\u03a3').lower().endswith('\u03c2'):
        flags |= FLAG['CaseIgnorable']
    if ch.lower() != ch:
        flags |= FLAG['Lowers']
    if not is_hangul_syllable(c) and ud.normalize('NFD', ch) != ch:
        flags |= FLAG['Decomposes']
    if category[0] == 'L':
        flags |= FLAG['Letter']
    if category[0] == 'N':
        flags |= FLAG['Number']
    return flags, ud.combining(ch)


def wrap(items, width=108):
    line = '   '
    for item in items:
        if len(line) + len(item) + 2 > width:
            yield line
            line = '   '
        line += ' ' + item + ','
    yield line


def case_ranges():
    """(first, last, step, difference) of simple mappings; U+0130 alone has two characters and is done in code."""
    ranges = []
    for c in range(LAST):
        low = chr(c).lower()
        if low == chr(c) or len(low) != 1:
            assert len(low) == 1 or c == 0x130
            continue
        difference = ord(low) - c
        if ranges and ranges[-1][3] == difference:
            first, last, step, _ = ranges[-1]
            gap = c - last
            if gap in (1, 2) and (first == last or gap == step):
                ranges[-1] = (first, c, gap, difference)
                continue
        ranges.append((c, c, 1, difference))
    return ranges


def main():
    out = sys.stdout
    classes, blocks, index = {}, {}, []
    for start in range(0, LAST, BLOCK):
        block = tuple(classes.setdefault(properties(c), len(classes)) for c in range(start, start + BLOCK))
        index.append(blocks.setdefault(block, len(blocks)))
    assert len(classes) <= 256 and len(blocks) <= 256

    entries, pool, seen = [], [], {}
    for c in range(LAST):
        ch = chr(c)
        if is_hangul_syllable(c) or ud.normalize('NFD', ch) == ch:
            continue
        full = tuple(map(ord, ud.normalize('NFD', ch)))
        if full not in seen:
            seen[full] = len(pool)
            pool.extend(full)
        entries.append((c, seen[full], len(full)))

    out.write(f'''// Made by tests/tools/make_unicode_tables.py from Unicode {ud.unidata_version}. Frozen: tokens must not change when a system
// library learns new characters. Do not edit; a new version of the tables is a new version of every vector.
#include "engine/tokens/unicode_tables.h"

// clang-format off
namespace embedscope::unicode {{

const char* const kVersion = "{ud.unidata_version}";

''')
    out.write(f'const uint8_t kBlockOf[{len(index)}] = {{\n' + '\n'.join(wrap(map(str, index))) + '\n};\n\n')
    flat = [str(k) for block in blocks for k in block]
    out.write(f'const uint8_t kClassOf[{len(flat)}] = {{\n' + '\n'.join(wrap(flat)) + '\n};\n\n')
    out.write(f'const CharacterClass kClasses[{len(classes)}] = {{\n'
              + '\n'.join(wrap(f'{{{flags}, {ccc}}}' for flags, ccc in classes)) + '\n};\n\n')
    ranges = case_ranges()
    out.write(f'const LowerRange kLowerRanges[] = {{\n'
              + '\n'.join(wrap(f'{{0x{a:X}, 0x{b:X}, {s}, {d}}}' for a, b, s, d in ranges)) + '\n};\n')
    out.write(f'const std::size_t kLowerRangeCount = {len(ranges)};\n\n')
    out.write('const Decomposition kDecompositions[] = {\n'
              + '\n'.join(wrap(f'{{0x{c:X}, {at}, {n}}}' for c, at, n in entries)) + '\n};\n')
    out.write(f'const std::size_t kDecompositionCount = {len(entries)};\n\n')
    out.write(f'const char32_t kDecomposed[{len(pool)}] = {{\n'
              + '\n'.join(wrap(f'0x{c:X}' for c in pool)) + '\n};\n\n}\n')


main()
