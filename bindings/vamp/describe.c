/* SPDX-License-Identifier: MIT
 *
 * describe n3: the library in RDF, as hosts read it without loading the library; describe cat: its categories. */
#include <stdio.h>
#include <string.h>

#include "bindings/vamp/plugin.h"
#include "neume/neume.h"

static const char head[] =
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix vamp: <http://purl.org/ontology/vamp/> .\n"
    "@prefix plugbase: <http://vamp-plugins.org/rdf/plugins/neume#> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix dc: <http://purl.org/dc/elements/1.1/> .\n"
    "@prefix af: <http://purl.org/ontology/af/> .\n"
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    "@prefix doap: <http://usefulinc.com/ns/doap#> .\n" /* Sonic Visualiser asks by it, and fails without */
    "@prefix cc: <http://web.resource.org/cc/> .\n"
    "@prefix : <#> .\n\n"
    "<> a vamp:PluginDescription ;\n"
    "    foaf:primaryTopic <http://vamp-plugins.org/rdf/plugins/neume> .\n\n"
    ":maker foaf:name \"neume\" .\n\n"
    "plugbase:library a vamp:PluginLibrary ;\n"
    "    vamp:identifier \"neume\" ;\n"
    "    dc:title \"neume\" ;\n"
    "    dc:description \"Notes, drum hits, onsets, beats and pitch of recordings\" ;\n";

static void print_names(const char *const *name, unsigned count)
{
    printf("(");
    for (unsigned i = 0; i < count; i++)
        printf(" \"%s\"", name ? name[i] : "");
    printf(" )");
}

static unsigned count_names(const char *const *name)
{
    unsigned count = 0;
    while (name && name[count])
        count++;
    return count;
}

static void print_parameter(const char *plugin, const VampParameterDescriptor *d)
{
    const char *const *names = (const char *const *)d->valueNames;
    printf("plugbase:%s_param_%s a vamp:%sParameter ;\n", plugin, d->identifier, d->isQuantized ? "Quantized" : "");
    printf("    vamp:identifier \"%s\" ;\n    dc:title \"%s\" ;\n    dc:format \"%s\" ;\n", d->identifier, d->name,
           d->unit);
    printf("    vamp:min_value %g ;\n    vamp:max_value %g ;\n    vamp:unit \"%s\" ;\n", (double)d->minValue,
           (double)d->maxValue, d->unit);
    if (d->isQuantized)
        printf("    vamp:quantize_step %g ;\n", (double)d->quantizeStep);
    printf("    vamp:default_value %g ;\n    vamp:value_names ", (double)d->defaultValue);
    print_names(names, count_names(names));
    printf(" .\n\n");
}

static void print_output(const char *plugin, const struct output *o)
{
    printf("plugbase:%s_output_%s a vamp:SparseOutput ;\n", plugin, o->identifier);
    printf("    vamp:identifier \"%s\" ;\n    dc:title \"%s\" ;\n    dc:description \"%s\" ;\n", o->identifier, o->name,
           o->description);
    printf("    vamp:fixed_bin_count \"true\" ;\n    vamp:unit \"%s\" ;\n    vamp:bin_count %u ;\n    vamp:bin_names ",
           o->unit, o->bins);
    print_names(o->bin_names, o->bins);
    printf(" ;\n    vamp:sample_type vamp:VariableSampleRate ;\n");
    printf("    vamp:computes_%s %s .\n\n", strcmp(o->event, "af:Signal") ? "event_type" : "signal_type", o->event);
}

static void print_plugin(const struct plugin_kind *k)
{
    printf("plugbase:%s a vamp:Plugin ;\n    dc:title \"%s\" ;\n    vamp:name \"%s\" ;\n    dc:description \"%s\" ;\n",
           k->identifier, k->name, k->name, k->description);
    printf("    foaf:maker :maker ;\n    dc:rights \"MIT; with FFTW the GPL\" ;\n    vamp:identifier \"%s\" ;\n"
           "    vamp:vamp_API_version vamp:api_version_2 ;\n    owl:versionInfo \"1\" ;\n"
           "    vamp:input_domain vamp:TimeDomain ;\n",
           k->identifier);
    for (unsigned i = 0; i < k->options; i++)
        printf("    vamp:parameter plugbase:%s_param_%s ;\n", k->identifier,
               neume_vamp_options[k->option[i]].identifier);
    for (unsigned i = 0; i < k->outputs; i++)
        printf("    vamp:output plugbase:%s_output_%s %s\n", k->identifier, k->output[i].identifier,
               i + 1 < k->outputs ? ";" : ".\n");
    for (unsigned i = 0; i < k->options; i++)
        print_parameter(k->identifier, &neume_vamp_options[k->option[i]]);
    for (unsigned i = 0; i < k->outputs; i++)
        print_output(k->identifier, &k->output[i]);
}

static void print_rdf(void)
{
    fputs(head, stdout);
    for (unsigned i = 0; plugin_kind(i); i++)
        printf("    vamp:available_plugin plugbase:%s ;\n", plugin_kind(i)->identifier);
    printf("    foaf:maker :maker ;\n    owl:versionInfo \"%s\" .\n\n", neume_version());
    for (unsigned i = 0; plugin_kind(i); i++)
        print_plugin(plugin_kind(i));
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "n3"))
        print_rdf();
    else if (argc == 2 && !strcmp(argv[1], "cat"))
        for (unsigned i = 0; plugin_kind(i); i++)
            printf("vamp:neume:%s::%s\n", plugin_kind(i)->identifier, plugin_kind(i)->category);
    else
        return 2;
    return fflush(stdout) || ferror(stdout);
}
