/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalogue of what the audit finds, beside check/rule.h's of what is wrong in documents. None
 * of it has a level: each is a violation.
 */
#pragma once

typedef struct {
    const char *id;          /* "signoff/append-only" */
    const char *summary;     /* one line: what it wants */
    const char *explanation; /* a few sentences: why, and what to do */
} PmAuditRule;

extern const PmAuditRule pm_audit_rules[]; /* sorted; ends with a NULL id */

const PmAuditRule *pm_audit_rule_find(const char *id);
