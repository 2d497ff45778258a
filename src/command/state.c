/* SPDX-License-Identifier: Apache-2.0 */
#include "command/state.h"

#include "command/configuration.h"
#include "command/target.h"

static bool
has_ledger(const PmContext *context)
{
    return context->content != NULL && *context->config->ledger != '\0';
}

bool
pm_state_is_broken(const PmContext *context)
{
    PmContentEntry entry = { 0 };
    bool there = context->content != NULL && !has_ledger(context) &&
                 pm_content_find(context->content, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    return there;
}

static bool
fill(PmState *state, bool ledger, GError **error)
{
    PmContext *context = &state->context;
    state->checker = pm_target_checker(context, error);
    if (state->checker != NULL && ledger)
        state->corpus = pm_corpus_open(context->arena, context->content, context->config, error);
    return state->checker != NULL && (state->corpus != NULL || !ledger);
}

bool
pm_state_open(PmContext *context, PmState *out_state, GError **error)
{
    g_auto(PmState) state = { .context = *context, .commit = PM_OID_ZERO };
    if (!fill(&state, has_ledger(context), error))
        return false;
    *out_state = state;
    state = (PmState){ 0 };
    return true;
}

bool
pm_state_open_commit(PmContext *context, const PmOid *commit, const char *name, PmState *out_state,
                     GError **error)
{
    g_auto(PmState) state = { .context = *context, .commit = *commit };
    g_autoptr(GError) found = NULL;
    state.owned = pm_content_commit(context->repository, commit, error);
    if (state.owned == NULL)
        return false;
    state.context.content = state.owned;
    state.context.config = pm_configuration_read(context, state.owned, &found);
    if (g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no ledger in '%s'", name);
        return false;
    }
    if (state.context.config != NULL && !fill(&state, true, error))
        return false;
    *out_state = state;
    state = (PmState){ 0 };
    return true;
}

void
pm_state_clear(PmState *state)
{
    g_clear_pointer(&state->owned, pm_content_close);
    g_clear_pointer(&state->checker, pm_checker_free);
}
