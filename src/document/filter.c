/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "document/filter_field.h"

#include <string.h>

typedef enum { FILTER_TERM, FILTER_AND, FILTER_OR, FILTER_NOT, FILTER_ALL } Kind;

struct PmFilter {
    Kind kind;
    const PmFilter *left, *right;
    const PmFilterField *field; /* of a term; NULL: free text */
    PmFilterOp op;
    const char *const *values; /* alternatives */
    const char *text;          /* of a term, as written */
};

/* A recursive descent over words; parentheses nest at most DEPTH deep. */
#define DEPTH 32
typedef struct {
    PmArena *arena;
    const char *text, *at;
    PmFilterFlags flags;
    int depth;
    GError **error;
} Parser;

static const PmFilter *parse_or(Parser *self);

static const PmFilter *
node(Parser *self, Kind kind, const PmFilter *left, const PmFilter *right)
{
    PmFilter *out = pm_arena_new0(self->arena, PmFilter, 1);
    out->kind = kind;
    out->left = left;
    out->right = right;
    return out;
}

static const PmFilter *
fail(Parser *self, const char *what, const char *near)
{
    g_autofree char *safe = pm_text_escape(near, -1, PM_ESCAPE_LINE);
    g_autofree char *shown = pm_text_ellipsize(safe, 40);
    pm_error_set(self->error, PM_ERROR_USAGE,
                 "for example: severity<=2 service:checkout status:draft", "the query %s '%s'",
                 what, shown);
    return NULL;
}

static void
skip_blanks(Parser *self)
{
    self->at += strspn(self->at, " \t\n");
}

/* A word up to a blank, parenthesis or comma, or "…" with anything in it. */
static char *
parse_value(Parser *self)
{
    if (*self->at == '"') {
        const char *end = strchr(self->at + 1, '"');
        if (end == NULL)
            return NULL;
        char *text = pm_arena_strndup(self->arena, self->at + 1, (size_t)(end - self->at - 1));
        self->at = end + 1;
        return text;
    }
    size_t length = strcspn(self->at, " \t\n(),\"");
    char *text = pm_arena_strndup(self->arena, self->at, length);
    self->at += length;
    return text;
}

static bool
parse_values(Parser *self, PmFilter *term)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    do {
        if (values->len > 0)
            self->at++;
        char *value = parse_value(self);
        if (value == NULL || *value == '\0')
            return false;
        g_ptr_array_add(values, value);
    } while (*self->at == ',');
    const char **list = pm_arena_new0(self->arena, const char *, values->len + 1);
    memcpy(list, values->pdata, values->len * sizeof *list);
    term->values = list;
    return true;
}

static bool
parse_op(Parser *self, PmFilterOp *out_op)
{
    static const struct {
        const char *text;
        PmFilterOp op;
    } ops[] = { { "!=", PM_FILTER_IS_NOT },     { "<=", PM_FILTER_LESS_EQUAL },
                { ">=", PM_FILTER_MORE_EQUAL }, { ":", PM_FILTER_IS },
                { "=", PM_FILTER_IS },          { "<", PM_FILTER_LESS },
                { ">", PM_FILTER_MORE } };
    for (size_t i = 0; i < G_N_ELEMENTS(ops); i++)
        if (g_str_has_prefix(self->at, ops[i].text)) {
            self->at += strlen(ops[i].text);
            *out_op = ops[i].op;
            return true;
        }
    return false;
}

static const PmFilter *
unknown_field(Parser *self, const char *name)
{
    g_autofree const char **names = pm_filter_field_names();
    const char *closest = pm_text_closest(name, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                            : g_strdup_printf("fields: %s", all);
    pm_error_set(self->error, PM_ERROR_USAGE, hint, "the query asks for an unknown field '%s'",
                 name);
    return NULL;
}

static bool
refuse_value(Parser *self, const PmFilterField *field, const char *value)
{
    const char *closest = field->words != NULL ? pm_text_closest(value, field->words) : NULL;
    g_autofree char *all =
        field->words != NULL ? g_strjoinv(", ", (char **)(void *)field->words) : NULL;
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                            : all != NULL   ? g_strdup_printf("one of %s", all)
                                            : g_strdup(field->form);
    g_autofree char *safe = pm_text_escape(value, -1, PM_ESCAPE_LINE);
    g_autofree char *shown = pm_text_ellipsize(safe, 40);
    pm_error_set(self->error, PM_ERROR_USAGE, hint,
                 "the query asks for %s '%s', which there is not", field->name, shown);
    return false;
}

/* What could never hold is a slip, and in a policy a hole. */
static bool
judge_term(Parser *self, const PmFilter *term)
{
    const PmFilterField *field = term->field;
    bool equality = term->op == PM_FILTER_IS || term->op == PM_FILTER_IS_NOT;
    if (!equality && !field->ordered) {
        pm_error_set(self->error, PM_ERROR_USAGE, "= and != work for every field",
                     "the query compares %s, which has no order", field->name);
        return false;
    }
    for (size_t i = 0; term->values[i] != NULL; i++)
        if (!pm_filter_field_accepts(field, term->values[i], equality, self->flags))
            return refuse_value(self, field, term->values[i]);
    return true;
}

static const PmFilter *
parse_term(Parser *self)
{
    static const char *const joins[] = { "and", "or", "not", NULL };
    PmFilter *term = (PmFilter *)node(self, FILTER_TERM, NULL, NULL);
    size_t length = strspn(self->at, "abcdefghijklmnopqrstuvwxyz_");
    const char *start = self->at;
    const char *name = pm_arena_strndup(self->arena, start, length);
    self->at += length;
    if (length > 0 && parse_op(self, &term->op)) {
        term->field = pm_filter_field(name);
        if (term->field == NULL && g_str_has_suffix(name, "s")) /* services:, tags: */
            term->field = pm_filter_field(pm_arena_strndup(self->arena, name, length - 1));
        if (term->field == NULL)
            return unknown_field(self, name);
        if (!parse_values(self, term))
            return fail(self, "lacks a value after", start);
        term->text = pm_arena_strndup(self->arena, start, (size_t)(self->at - start));
        return judge_term(self, term) ? term : NULL;
    }
    self->at = start;
    const char *text = parse_value(self);
    if (text == NULL)
        return fail(self, "has an open quote in", start);
    if (*start == '\0')
        return fail(self, "lacks a term at its end:", self->text);
    if (*text == '\0' || (*start != '"' && g_strv_contains(joins, text)))
        return fail(self, "can't be read at", start);
    term->field = g_str_equal(text, "full") ? pm_filter_field("full") : NULL;
    const char **list = pm_arena_new0(self->arena, const char *, 2);
    list[0] = term->field != NULL ? "true" : text;
    term->values = list;
    term->text = text;
    return term;
}

/* `and`, `or` or `not`, also at the very end, where something is missing behind it. */
static bool
take_word(Parser *self, const char *word)
{
    skip_blanks(self);
    size_t length = strlen(word);
    if (strncmp(self->at, word, length) != 0 || strchr(" \t\n()", self->at[length]) == NULL)
        return false;
    self->at += length;
    return true;
}

static const PmFilter *
parse_unary(Parser *self)
{
    skip_blanks(self);
    bool minus = *self->at == '-' && self->at[1] != '\0';
    if (minus)
        self->at++;
    if (minus || take_word(self, "not")) {
        if (++self->depth > DEPTH)
            return fail(self, "is nested too deeply at", self->at);
        const PmFilter *inner = parse_unary(self);
        self->depth--;
        return inner == NULL ? NULL : node(self, FILTER_NOT, inner, NULL);
    }
    skip_blanks(self);
    if (*self->at != '(')
        return parse_term(self);
    if (++self->depth > DEPTH)
        return fail(self, "is nested too deeply at", self->at);
    const char *open = self->at++;
    const PmFilter *inner = parse_or(self);
    if (inner == NULL)
        return NULL;
    skip_blanks(self);
    if (*self->at != ')')
        return fail(self, "lacks a ')' for", open);
    self->at++;
    self->depth--;
    return inner;
}

static bool
is_at_end(Parser *self)
{
    skip_blanks(self);
    return *self->at == '\0' || *self->at == ')';
}

static const PmFilter *
parse_and(Parser *self)
{
    const PmFilter *left = parse_unary(self);
    while (left != NULL && !is_at_end(self)) {
        const char *before = self->at;
        if (take_word(self, "or")) {
            self->at = before;
            return left;
        }
        take_word(self, "and");
        const PmFilter *right = parse_unary(self);
        left = right == NULL ? NULL : node(self, FILTER_AND, left, right);
    }
    return left;
}

static const PmFilter *
parse_or(Parser *self)
{
    const PmFilter *left = parse_and(self);
    while (left != NULL && take_word(self, "or")) {
        const PmFilter *right = parse_and(self);
        left = right == NULL ? NULL : node(self, FILTER_OR, left, right);
    }
    return left;
}

const PmFilter *
pm_filter_parse(PmArena *arena, const char *text, PmFilterFlags flags, GError **error)
{
    Parser self = { .arena = arena, .text = text, .at = text, .flags = flags, .error = error };
    if (strlen(text) > PM_FILTER_LIMIT || !g_utf8_validate(text, -1, NULL)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a query is UTF-8 text of at most %d bytes",
                     PM_FILTER_LIMIT);
        return NULL;
    }
    if (is_at_end(&self) && *self.at == '\0')
        return node(&self, FILTER_ALL, NULL, NULL);
    const PmFilter *filter = parse_or(&self);
    if (filter != NULL && !is_at_end(&self))
        return fail(&self, "can't be read at", self.at);
    if (filter != NULL && *self.at == ')')
        return fail(&self, "has a ')' too many at", self.at);
    return filter;
}

bool
pm_filter_is_typed(const PmFilter *filter)
{
    if (filter->kind == FILTER_TERM)
        return filter->field != NULL;
    return (filter->left == NULL || pm_filter_is_typed(filter->left)) &&
           (filter->right == NULL || pm_filter_is_typed(filter->right));
}

static PmAnswer
ask_text(const PmDocument *document, const char *text)
{
    g_autofree char *wanted = pm_filter_fold(text);
    const char *places[] = { document->id, document->fields.title };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *place = places[i] == NULL ? NULL : pm_filter_fold(places[i]);
        if (place != NULL && strstr(place, wanted) != NULL)
            return PM_ANSWER_YES;
    }
    return PM_ANSWER_NO;
}

/* Alternatives: either of them for an equality, none of them for its negation. */
static PmAnswer
ask_term(const PmFilter *term, const PmFilterSubject *subject)
{
    bool none = term->op == PM_FILTER_IS_NOT;
    PmAnswer out = none ? PM_ANSWER_YES : PM_ANSWER_NO;
    for (size_t i = 0; term->values[i] != NULL; i++) {
        PmAnswer one = term->field == NULL
                           ? ask_text(subject->document, term->values[i])
                           : term->field->ask(term->field, subject, term->op, term->values[i]);
        out = none ? MIN(out, one) : MAX(out, one);
    }
    return out;
}

static PmAnswer
ask(const PmFilter *filter, const PmFilterSubject *subject)
{
    switch (filter->kind) {
    case FILTER_ALL:
        return PM_ANSWER_YES;
    case FILTER_TERM:
        return ask_term(filter, subject);
    case FILTER_NOT:
        return (PmAnswer)(PM_ANSWER_YES - ask(filter->left, subject));
    case FILTER_AND:
        return MIN(ask(filter->left, subject), ask(filter->right, subject));
    case FILTER_OR:
        return MAX(ask(filter->left, subject), ask(filter->right, subject));
    }
    return PM_ANSWER_UNKNOWN;
}

PmAnswer
pm_filter_ask(const PmFilter *filter, const PmDocument *document, const char *today)
{
    return ask(filter, &(PmFilterSubject){ .document = document, .today = today });
}

/* Collecting the reasons of an answer. */
typedef struct {
    PmArena *arena;
    const PmFilterSubject *subject;
    GArray *reasons; /* PmFilterReason */
} Reasons;

static void
add_reason(const Reasons *self, const PmFilter *term, bool negated, PmAnswer answer)
{
    static const char STRICTER[] = ", which counts as the stricter case";
    const char *fact =
        term->field != NULL
            ? term->field->tell(self->arena, term->field, self->subject->document)
            : pm_arena_printf(self->arena, "id and title are looked at for '%s'", term->text);
    PmFilterReason reason = { .term = term->text, .negated = negated, .answer = answer };
    reason.fact =
        answer == PM_ANSWER_UNKNOWN ? pm_arena_printf(self->arena, "%s%s", fact, STRICTER) : fact;
    g_array_append_val(self->reasons, reason);
}

/*
 * `negated`: the node's negation is asked. Where it answers `wanted`, a part that answers otherwise
 * is no reason.
 */
static void
collect(const Reasons *self, const PmFilter *filter, bool negated, PmAnswer wanted)
{
    PmAnswer plain = ask(filter, self->subject);
    PmAnswer answer = negated ? (PmAnswer)(PM_ANSWER_YES - plain) : plain;
    bool holds = wanted != PM_ANSWER_NO;
    if (holds ? answer < wanted : answer != PM_ANSWER_NO)
        return;
    if (filter->kind == FILTER_TERM) {
        add_reason(self, filter, negated, answer);
        return;
    }
    bool turned = filter->kind == FILTER_NOT ? !negated : negated;
    if (filter->left != NULL)
        collect(self, filter->left, turned, answer);
    if (filter->right != NULL)
        collect(self, filter->right, turned, answer);
}

const PmFilterReason *
pm_filter_reasons(PmArena *arena, const PmFilter *filter, const PmDocument *document,
                  const char *today, size_t *out_count)
{
    const PmFilterSubject subject = { .document = document, .today = today };
    g_autoptr(GArray) reasons = g_array_new(FALSE, FALSE, sizeof(PmFilterReason));
    const Reasons self = { .arena = arena, .subject = &subject, .reasons = reasons };
    collect(&self, filter, false, ask(filter, &subject));
    PmFilterReason *out = pm_arena_new0(arena, PmFilterReason, reasons->len);
    if (reasons->len > 0)
        memcpy(out, reasons->data, reasons->len * sizeof *out);
    *out_count = reasons->len;
    return out;
}
