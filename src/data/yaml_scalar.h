/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a YAML scalar is worth: its tag or the core schema, and what is odd about its text. Private
 * to the yaml*.c files.
 */
#pragma once

#include "data/node.h"
#include "data/yaml_text.h"

/* Give a node with text and style its kind, by its tag (NULL: by the core schema). */
void pm_yaml_scalar_resolve(PmNode *node, const char *tag, const PmYamlText *text,
                            const PmYamlFindings *findings);
/* Report a tag that a collection cannot have. */
void pm_yaml_scalar_check_tag(const PmNode *collection, const char *tag, const PmYamlText *text,
                              const PmYamlFindings *findings);
/* Report characters that nobody sees. */
void pm_yaml_scalar_check_text(const PmNode *node, const PmYamlText *text,
                               const PmYamlFindings *findings);
/* Report a plain scalar without a tag that older readers take for something else. */
void pm_yaml_scalar_check_reading(const PmNode *node, const PmYamlText *text,
                                  const PmYamlFindings *findings);
