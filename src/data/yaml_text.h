/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a YAML document before libyaml sees it: is it text at all, and which byte is a mark.
 * Private to the yaml*.c files.
 */
#pragma once

#include "base/diagnostic.h"

typedef struct {
    const PmSource *source;
    PmSpan span;    /* without a byte-order mark */
    size_t *stride; /* byte offset of each STRIDE-th code point; NULL where all is ASCII */
    size_t count;   /* code points */
} PmYamlText;

/* How far a finding about foreign documents goes. */
typedef struct {
    PmDiagnostics *diagnostics;
    PmSeverity foreign; /* of what is legal YAML, but not read alike everywhere */
} PmYamlFindings;

/* False when libyaml need not be asked: not UTF-8, a control character, or a limit. */
bool pm_yaml_text_init(PmYamlText *text, PmArena *arena, const PmSource *source, PmSpan span,
                       const PmYamlFindings *findings);

/* The byte offset of a libyaml mark's index, which counts code points. */
size_t pm_yaml_text_offset(const PmYamlText *text, size_t index);

/* The character at `offset` as a span; empty at the end of a line or of the text. */
PmSpan pm_yaml_text_character(const PmYamlText *text, size_t offset);

/* An event starts at the anchor and the tag: where is the value behind them? */
size_t pm_yaml_text_skip_properties(const PmYamlText *text, PmSpan span);

/*
 * A block scalar ends, for libyaml, where the next content begins. For us it ends at the end of its
 * last line; trailing empty lines belong to it only where it keeps them (section 8.1.1.2).
 */
size_t pm_yaml_text_block_end(const PmYamlText *text, PmSpan span);
