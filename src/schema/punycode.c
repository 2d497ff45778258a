/* SPDX-License-Identifier: Apache-2.0 */
/* Punycode (RFC 3492), with the parameters of its section 5. */
#include "schema/idn.h"

#include <string.h>

enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    FIRST_BIAS = 72,
    FIRST_POINT = 0x80
};

bool
pm_idn_label_read(PmIdnLabel *out_label, const char *text, size_t length)
{
    out_label->count = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char_validated(at, text + length - at);
        if (out_label->count == PM_IDN_MAX_LABEL || c == (gunichar)-1 || c == (gunichar)-2)
            return false;
        out_label->points[out_label->count++] = c;
    }
    return true;
}

static unsigned
adapt(unsigned delta, size_t count, bool first)
{
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / (unsigned)count;
    unsigned k = 0;
    for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static unsigned
threshold(unsigned k, unsigned bias)
{
    return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

static int
digit_value(char c)
{
    return g_ascii_isalpha(c) ? g_ascii_tolower(c) - 'a' : g_ascii_isdigit(c) ? c - '0' + 26 : -1;
}

/* One number of variable length, added to `*i`. */
static bool
read_delta(const char **at, const char *end, unsigned bias, unsigned *i)
{
    guint64 weight = 1;
    guint64 value = *i;
    for (unsigned k = BASE;; k += BASE) {
        int digit = *at < end ? digit_value(*(*at)++) : -1;
        if (digit < 0)
            return false;
        value += (unsigned)digit * weight;
        if (value > G_MAXINT32)
            return false;
        unsigned t = threshold(k, bias);
        if ((unsigned)digit < t)
            break;
        weight *= BASE - t;
    }
    *i = (unsigned)value;
    return true;
}

static bool
decode(PmIdnLabel *label, const char *text, size_t length)
{
    const char *end = text + length;
    const char *hyphen = memrchr(text, '-', length);
    label->count = 0;
    for (const char *at = text; hyphen && at < hyphen; at++)
        label->points[label->count++] = (guchar)*at;
    const char *at = hyphen ? hyphen + 1 : text;

    unsigned point = FIRST_POINT;
    unsigned bias = FIRST_BIAS;
    unsigned i = 0;
    while (at < end) {
        unsigned before = i;
        if (label->count == PM_IDN_MAX_LABEL || !read_delta(&at, end, bias, &i))
            return false;
        size_t count = label->count + 1;
        bias = adapt(i - before, count, before == 0);
        point += i / (unsigned)count;
        i %= (unsigned)count;
        if (!g_unichar_validate(point))
            return false;
        memmove(&label->points[i + 1], &label->points[i],
                (label->count - i) * sizeof *label->points);
        label->points[i++] = point;
        label->count = count;
    }
    return true;
}

static char
digit_character(unsigned digit)
{
    return (char)(digit < 26 ? 'a' + digit : '0' + (digit - 26));
}

static void
write_delta(GString *out, unsigned delta, unsigned bias)
{
    for (unsigned k = BASE;; k += BASE) {
        unsigned t = threshold(k, bias);
        if (delta < t)
            break;
        g_string_append_c(out, digit_character(t + (delta - t) % (BASE - t)));
        delta = (delta - t) / (BASE - t);
    }
    g_string_append_c(out, digit_character(delta));
}

static gunichar
next_point(const PmIdnLabel *label, gunichar from)
{
    gunichar least = G_MAXUINT32;
    for (size_t i = 0; i < label->count; i++)
        if (label->points[i] >= from)
            least = MIN(least, label->points[i]);
    return least;
}

static GString *
encode(const PmIdnLabel *label)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < label->count; i++)
        if (label->points[i] < FIRST_POINT)
            g_string_append_c(out, (char)label->points[i]);
    size_t basic = out->len;
    size_t done = basic;
    if (basic > 0)
        g_string_append_c(out, '-');
    unsigned delta = 0;
    unsigned bias = FIRST_BIAS;
    for (gunichar point = FIRST_POINT; done < label->count; point++, delta++) {
        gunichar next = next_point(label, point);
        delta += (next - point) * (unsigned)(done + 1); /* at most 0x110000 × 64, which fits */
        point = next;
        for (size_t i = 0; i < label->count; i++) {
            delta += label->points[i] < point;
            if (label->points[i] != point)
                continue;
            write_delta(out, delta, bias);
            bias = adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
    }
    return out;
}

bool
pm_idn_label_decode(PmIdnLabel *out_label, const char *text, size_t length)
{
    if (length > PM_IDN_MAX_LABEL || !decode(out_label, text, length))
        return false;
    g_autoptr(GString) again = encode(out_label);
    return again->len == length && g_ascii_strncasecmp(again->str, text, length) == 0;
}

size_t
pm_idn_label_encoded_length(const PmIdnLabel *label)
{
    g_autoptr(GString) encoded = encode(label);
    return strlen("xn--") + encoded->len;
}
