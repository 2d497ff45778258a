/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/idn.h"

#include <string.h>

typedef struct {
    gunichar first;
    gunichar last;
} Range;

static bool
in_ranges(gunichar c, const Range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}
#define IN_RANGES(c, ranges) in_ranges((c), (ranges), G_N_ELEMENTS(ranges))

static GUnicodeScript
script_at(const PmIdnLabel *label, size_t index)
{
    return index < label->count ? g_unichar_get_script(label->points[index])
                                : G_UNICODE_SCRIPT_UNKNOWN;
}

static bool
is_mark(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
           type == G_UNICODE_SPACING_MARK;
}

/* RFC 5892, appendix A.3: a middle dot stands between two l. */
static bool
middle_dot(const PmIdnLabel *label, size_t i)
{
    return i > 0 && i + 1 < label->count && label->points[i - 1] == 'l' &&
           label->points[i + 1] == 'l';
}

static bool
greek_follows(const PmIdnLabel *label, size_t i)
{
    return script_at(label, i + 1) == G_UNICODE_SCRIPT_GREEK;
}

static bool
hebrew_precedes(const PmIdnLabel *label, size_t i)
{
    return i > 0 && script_at(label, i - 1) == G_UNICODE_SCRIPT_HEBREW;
}

static bool
has_japanese(const PmIdnLabel *label, size_t index G_GNUC_UNUSED)
{
    for (size_t i = 0; i < label->count; i++) {
        GUnicodeScript script = script_at(label, i);
        if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA ||
            script == G_UNICODE_SCRIPT_HAN)
            return true;
    }
    return false;
}

static bool
has_any(const PmIdnLabel *label, gunichar first, gunichar last)
{
    for (size_t i = 0; i < label->count; i++)
        if (label->points[i] >= first && label->points[i] <= last)
            return true;
    return false;
}

static bool
no_extended_digits(const PmIdnLabel *label, size_t index G_GNUC_UNUSED)
{
    return !has_any(label, 0x6f0, 0x6f9);
}

static bool
no_arabic_digits(const PmIdnLabel *label, size_t index G_GNUC_UNUSED)
{
    return !has_any(label, 0x660, 0x669);
}

static bool
virama_precedes(const PmIdnLabel *label, size_t i)
{
    return i > 0 && g_unichar_combining_class(label->points[i - 1]) == 9;
}

/* Letters of Arabic that connect to what is before them only. */
static bool
joins_before_only(gunichar c)
{
    static const Range letters[] = { { 0x622, 0x625 }, { 0x627, 0x627 }, { 0x629, 0x629 },
                                     { 0x62f, 0x632 }, { 0x648, 0x648 }, { 0x671, 0x673 },
                                     { 0x675, 0x677 }, { 0x688, 0x699 }, { 0x6c0, 0x6c0 },
                                     { 0x6c3, 0x6cb }, { 0x6cd, 0x6cd }, { 0x6cf, 0x6cf },
                                     { 0x6d2, 0x6d3 }, { 0x6d5, 0x6d5 } };
    return IN_RANGES(c, letters);
}

static bool
is_joining(gunichar c)
{
    GUnicodeScript script = g_unichar_get_script(c);
    return g_unichar_isalpha(c) &&
           (script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_SYRIAC ||
            script == G_UNICODE_SCRIPT_NKO || script == G_UNICODE_SCRIPT_MONGOLIAN);
}

/* Appendix A.1: behind a virama, or between letters that would connect. */
static bool
non_joiner(const PmIdnLabel *label, size_t i)
{
    if (virama_precedes(label, i))
        return true;
    size_t before = i;
    size_t after = i + 1;
    while (before > 0 && is_mark(label->points[before - 1]))
        before--;
    while (after < label->count && is_mark(label->points[after]))
        after++;
    return before > 0 && after < label->count && is_joining(label->points[before - 1]) &&
           !joins_before_only(label->points[before - 1]) && is_joining(label->points[after]);
}

/* Code points that depend on their neighbours (RFC 5892, appendix A). */
static const struct {
    Range range;
    bool (*holds)(const PmIdnLabel *label, size_t index);
} contexts[] = {
    { { 0xb7, 0xb7 }, middle_dot },           { { 0x375, 0x375 }, greek_follows },
    { { 0x5f3, 0x5f4 }, hebrew_precedes },    { { 0x30fb, 0x30fb }, has_japanese },
    { { 0x660, 0x669 }, no_extended_digits }, { { 0x6f0, 0x6f9 }, no_arabic_digits },
    { { 0x200c, 0x200c }, non_joiner },       { { 0x200d, 0x200d }, virama_precedes },
};

static bool
is_stable(gunichar c)
{
    char text[8] = "";
    g_unichar_to_utf8(c, text);
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *folded = normal ? g_utf8_casefold(normal, -1) : NULL;
    g_autofree char *again = folded ? g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE) : NULL;
    return again && strcmp(again, text) == 0;
}

/* RFC 5892, section 3, for what is not in `contexts`. */
static bool
is_allowed(gunichar c)
{
    static const Range exceptions[] = {
        { 0xdf, 0xdf }, { 0x3c2, 0x3c2 }, { 0x6fd, 0x6fe }, { 0xf0b, 0xf0b }, { 0x3007, 0x3007 }
    };
    static const Range disallowed[] = {
        { 0x640, 0x640 },   { 0x7fa, 0x7fa },     { 0x302e, 0x302f },
        { 0x3031, 0x3035 }, { 0x303b, 0x303b },   { 0x1100, 0x11ff },
        { 0xa960, 0xa97f }, { 0xd7b0, 0xd7ff },   /* old Hangul jamo */
        { 0x20d0, 0x20ff }, { 0x1d100, 0x1d24f }, /* ignorable blocks */
        { 0x34f, 0x34f },   { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },
        { 0x180b, 0x180f }, { 0xfe00, 0xfe0f },   { 0xe0100, 0xe01ef }, /* ignorable */
    };
    if (IN_RANGES(c, exceptions))
        return true;
    if (IN_RANGES(c, disallowed))
        return false;
    if (c < 0x80)
        return g_ascii_islower((char)c) || g_ascii_isdigit((char)c) || c == '-';
    switch (g_unichar_type(c)) {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
        return is_stable(c);
    default:
        return false;
    }
}

static bool
is_point_valid(const PmIdnLabel *label, size_t index)
{
    for (size_t i = 0; i < G_N_ELEMENTS(contexts); i++)
        if (in_ranges(label->points[index], &contexts[i].range, 1))
            return contexts[i].holds(label, index);
    return is_allowed(label->points[index]);
}

static bool
is_composed(const PmIdnLabel *label)
{
    g_autofree char *text = g_ucs4_to_utf8(label->points, (glong)label->count, NULL, NULL, NULL);
    g_autofree char *composed =
        text ? g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE) : NULL;
    return composed && strcmp(text, composed) == 0;
}

bool
pm_idn_label_is_valid(const PmIdnLabel *label)
{
    const gunichar *points = label->points;
    size_t count = label->count;
    if (count == 0 || points[0] == '-' || points[count - 1] == '-' || is_mark(points[0]))
        return false;
    if (count >= 4 && points[2] == '-' && points[3] == '-')
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_point_valid(label, i))
            return false;
    return is_composed(label);
}

/* Bidirectional classes, as far as labels have them. */
typedef enum {
    BIDI_L = 1 << 0,
    BIDI_R = 1 << 1, /* and AL */
    BIDI_AN = 1 << 2,
    BIDI_EN = 1 << 3,
    BIDI_NSM = 1 << 4,
    BIDI_OTHER = 1 << 5,
} Bidi;

static Bidi
bidi_of(gunichar c)
{
    static const Range right_to_left[] = { { 0x590, 0x8ff },
                                           { 0xfb1d, 0xfdff },
                                           { 0xfe70, 0xfeff },
                                           { 0x10800, 0x10fff },
                                           { 0x1e800, 0x1efff } };
    static const Range arabic_digits[] = { { 0x600, 0x605 },     { 0x660, 0x669 },
                                           { 0x66b, 0x66c },     { 0x6dd, 0x6dd },
                                           { 0x10d30, 0x10d39 }, { 0x10e60, 0x10e7e } };
    GUnicodeType type = g_unichar_type(c);
    if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK)
        return BIDI_NSM;
    if (IN_RANGES(c, arabic_digits))
        return BIDI_AN;
    if (g_ascii_isdigit((char)c) && c < 0x80)
        return BIDI_EN;
    if (c >= 0x6f0 && c <= 0x6f9)
        return BIDI_EN;
    if (IN_RANGES(c, right_to_left))
        return BIDI_R;
    return g_unichar_isalnum(c) || type == G_UNICODE_SPACING_MARK ? BIDI_L : BIDI_OTHER;
}

bool
pm_idn_label_is_right_to_left(const PmIdnLabel *label)
{
    for (size_t i = 0; i < label->count; i++)
        if (bidi_of(label->points[i]) & (BIDI_R | BIDI_AN))
            return true;
    return false;
}

bool
pm_idn_label_is_bidi_valid(const PmIdnLabel *label)
{
    unsigned seen = 0;
    Bidi last = BIDI_OTHER;
    for (size_t i = 0; i < label->count; i++) {
        Bidi class = bidi_of(label->points[i]);
        seen |= class;
        last = class == BIDI_NSM ? last : class;
    }
    Bidi first = label->count > 0 ? bidi_of(label->points[0]) : BIDI_OTHER;
    if (first == BIDI_R)
        return !(seen & BIDI_L) && (last & (BIDI_R | BIDI_EN | BIDI_AN)) &&
               (seen & (BIDI_EN | BIDI_AN)) != (BIDI_EN | BIDI_AN);
    return first == BIDI_L && !(seen & (BIDI_R | BIDI_AN)) && (last & (BIDI_L | BIDI_EN));
}
