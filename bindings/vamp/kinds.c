/* SPDX-License-Identifier: MIT */
#include "bindings/vamp/kinds.h"

static const struct plugin_kind *const kinds[NEUME_VAMP_KINDS] = {&plugin_transcription, &plugin_drums, &plugin_onsets,
                                                                  &plugin_beats, &plugin_pitch};

const struct plugin_kind *plugin_kind(unsigned index)
{
    return index < NEUME_VAMP_KINDS ? kinds[index] : NULL;
}

/* What a host asks for: the one symbol that it sees. */
__attribute__((visibility("default"))) const VampPluginDescriptor *vampGetPluginDescriptor(unsigned version,
                                                                                           unsigned index)
{
    return version < 2 ? NULL : plugin_descriptor(index);
}
