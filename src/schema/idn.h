/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels of internationalised host names (IDNA2008: RFC 5890 to 5893, Punycode: RFC 3492).
 *
 * GLib has no joining types and no bidirectional classes. They are taken from the script: letters
 * of right-to-left scripts are R, and ZERO WIDTH NON-JOINER joins letters of Arabic that connect to
 * the left.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PM_IDN_MAX_LABEL 63

/* Code points of a label; none has more. */
typedef struct {
    gunichar points[PM_IDN_MAX_LABEL];
    size_t count;
} PmIdnLabel;

/* From UTF-8 without separators; false when it is too long or no UTF-8. */
bool pm_idn_label_read(PmIdnLabel *out_label, const char *text, size_t length);
/* What stands behind "xn--" to code points; false unless it is the one way to write them. */
bool pm_idn_label_decode(PmIdnLabel *out_label, const char *text, size_t length);
/* The length of the label's form for the wire, "xn--" included. */
size_t pm_idn_label_encoded_length(const PmIdnLabel *label);

/*
 * Is it a U-label: no code point that is disallowed, at a place where it is not, or not in form C?
 */
bool pm_idn_label_is_valid(const PmIdnLabel *label);
/* Has it a right-to-left character; if one label of a name has, all must pass the second (RFC
 * 5893). */
bool pm_idn_label_is_right_to_left(const PmIdnLabel *label);
bool pm_idn_label_is_bidi_valid(const PmIdnLabel *label);
