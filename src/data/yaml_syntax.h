/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libyaml's complaint, said in plain words, at the place where a person would look. Private to the
 * yaml*.c files.
 */
#pragma once

#include "data/yaml_text.h"

#include <yaml.h>

/* `quoted` is the last quoted scalar that was read. */
void pm_yaml_syntax_report(const PmYamlText *text, const yaml_parser_t *parser, PmSpan quoted,
                           PmDiagnostics *diagnostics);
