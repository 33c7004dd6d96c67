{#- The rows that were there before a view. The view comes first, then a frozen copy of what it reads is made (for tables of the MergeTree
    family that copies no rows), and the rows of that copy are put through the view's query, for as long as that takes: an insert in the
    meantime goes through the view. Where an insert ended in the moment between the two, the cut is made again. -#}
{% macro clickhouse_catch_up_mark() %}
  {%- do return('dbt: catching up') -%}
{% endmacro %}

{% macro clickhouse_is_catching_up(relation) %}
  {%- set found = run_query('select comment from system.tables where database = ' ~ clickhouse_literal(relation.schema) ~ ' and name = ' ~ clickhouse_literal(relation.identifier)) -%}
  {%- do return(found.rows and found.rows[0][0] == clickhouse_catch_up_mark()) -%}
{% endmacro %}

{#- The table for the first time. Until it is complete its comment says so. -#}
{% macro clickhouse_first_rows(rebuild, sql, views, catches_up) %}
  {%- set target, built = rebuild.target, clickhouse_build_place(rebuild) -%}
  {%- do clickhouse__create_empty_table(False, built, sql, config.get('contract').enforced, statement_name='main') -%}
  {%- do clickhouse__alter_comment(built, clickhouse_catch_up_mark()) -%}
  {%- do clickhouse_take_place(rebuild, built) -%}
  {%- if not catches_up -%}
    {%- do clickhouse__create_mvs(target, on_cluster_clause(target), refreshable_mv_clause(), views) -%}
  {%- else -%}
    {%- do clickhouse_views_and_rows(target, target, '', sql, views) -%}
  {%- endif -%}
  {%- do clickhouse__alter_comment(target, '') -%}
{% endmacro %}

{% macro clickhouse__alter_comment(relation, comment) %}
  {%- call statement('comment') -%}
    alter table {{ relation }} {{ on_cluster_clause(relation) }} modify comment {{ clickhouse_literal(comment) }}
  {%- endcall -%}
{% endmacro %}

{#- A whole new table, beside the old one, which goes on to be filled and read. Views find their table by its name, so that the exchange
    of the tables hands the rows to come over to the new one. -#}
{% macro clickhouse_rebuild_with_views(rebuild, sql, views, catches_up) %}
  {%- set target, built = rebuild.target, rebuild.intermediate -%}
  {%- set cluster_clause = on_cluster_clause(target) -%}
  {%- set suffix = '__dbt_tmp' -%}
  {%- set lives = rebuild.existing.type == 'table' and adapter.can_exchange(target.schema, 'table') and not config.get('refreshable') -%}
  {%- do clickhouse__create_empty_table(False, built, sql, config.get('contract').enforced, statement_name='main') -%}
  {%- if catches_up and lives -%}
    {%- do clickhouse_views_and_rows(built, target, suffix, sql, views) -%}
    {%- do clickhouse__update_mvs(target, cluster_clause, '', views) -%}
    {#- An insert on its way while the tables are exchanged may find its two views on both sides of it. -#}
    {%- set sources = clickhouse_sources_of(built, views) -%}
    {%- do clickhouse_wait_for_inserts(sources) -%}
    {%- set before = clickhouse_blocks(sources) -%}
  {%- elif catches_up -%}
    {%- do run_query(clickhouse__insert_into(built, sql, config.get('contract').enforced)) -%}
    {%- do clickhouse__drop_mvs_by_suffixes(target, cluster_clause, views) -%}
  {%- else -%}
    {%- do clickhouse__drop_mvs_by_suffixes(target, cluster_clause, views) -%}
  {%- endif -%}
  {%- set old = clickhouse_take_place(rebuild, built) -%}
  {%- if catches_up and lives -%}
    {%- if not clickhouse_is_quiet(sources, before) -%}
      {%- do clickhouse_warn_of_twice('the new table was put in the place of ' ~ target, target, sources) -%}
    {%- endif -%}
    {%- do clickhouse_drop_views_beside(target, views) -%}
  {%- else -%}
    {%- do clickhouse__create_mvs(target, cluster_clause, refreshable_mv_clause(), views) -%}
  {%- endif -%}
  {%- do return(old) -%}
{% endmacro %}

{#- One view that fills another model's table. -#}
{% macro clickhouse_create_and_catch_up(mv_relation, into, cluster_clause, sql) %}
  {%- set clause = refreshable_mv_clause() -%}
  {%- if clause or config.get('catchup', true) != true -%}
    {%- do clickhouse__create_mv(mv_relation, into, cluster_clause, clause, sql, is_main_statement=True) -%}
    {%- if config.get('catchup', true) == true -%}
      {%- do run_query(clickhouse__insert_into(into, sql, config.get('contract').enforced, use_columns_from_sql=True)) -%}
    {%- endif -%}
  {%- else -%}
    {%- set views = {'mv': sql} -%}
    {%- do clickhouse_cut_and_fill(into, [mv_relation], views, sql, true) -%}
  {%- endif -%}
{% endmacro %}

{#- The views of a table, with a suffix to their names, and the rows that were there before them. -#}
{% macro clickhouse_views_and_rows(into, target, suffix, sql, views) %}
  {%- if config.get('refreshable') -%}
    {#- Its first refresh reads everything. -#}
    {%- do run_query(clickhouse__insert_into(into, sql, config.get('contract').enforced)) -%}
    {%- do clickhouse__create_mvs(target, on_cluster_clause(target), refreshable_mv_clause(), views) -%}
  {%- else -%}
    {%- set names = [] -%}
    {%- for name in views -%}
      {%- do names.append(target.derivative('_' ~ name ~ suffix, 'materialized_view')) -%}
    {%- endfor -%}
    {%- do clickhouse_cut_and_fill(into, names, views, sql, false) -%}
  {%- endif -%}
{% endmacro %}

{#- is_main: the view is the node's own statement, and the table another model's, which cannot be emptied to begin again. -#}
{% macro clickhouse_cut_and_fill(into, mv_relations, views, sql, is_main) %}
  {%- set cluster_clause = on_cluster_clause(into) -%}
  {%- set sources = clickhouse_sources_of(into, views) -%}
  {%- set attempts = 1 if is_main else 8 -%}
  {%- set cut = namespace(clean=false, before='') -%}
  {%- for attempt in range(attempts) if not cut.clean -%}
    {%- set cut.before = clickhouse_blocks(sources) -%}
    {%- for view_sql in views.values() -%}
      {%- do clickhouse__create_mv(mv_relations[loop.index0], into, cluster_clause, '', view_sql, is_main_statement=is_main) -%}
    {%- endfor -%}
    {%- for source in sources -%}
      {%- do clickhouse_freeze(source, into) -%}
    {%- endfor -%}
    {%- set cut.clean = clickhouse_is_quiet(sources, cut.before) -%}
    {%- if not cut.clean and not loop.last -%}
      {#- What the views saw so far is read again. An insert that began with them puts its rows into the table after they are gone. -#}
      {%- for mv_relation in mv_relations -%}
        {%- do clickhouse__drop_mv(mv_relation, cluster_clause) -%}
      {%- endfor -%}
      {%- do clickhouse_wait_for_inserts(sources) -%}
      {%- do adapter.truncate_relation(into) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if not cut.clean -%}
    {%- do clickhouse_warn_of_twice(mv_relations[0] ~ ' was made', into, sources) -%}
  {%- endif -%}
  {%- do run_query(clickhouse__insert_into(into, clickhouse_of_frozen(sql, sources, into), config.get('contract').enforced, use_columns_from_sql=is_main)) -%}
  {%- if cut.clean and not clickhouse_is_quiet(sources, cut.before) -%}
    {%- do clickhouse_warn_of_live(sources, into, views) -%}
  {%- endif -%}
  {%- for source in sources -%}
    {%- do adapter.drop_relation(clickhouse_frozen(source, into)) -%}
  {%- endfor -%}
{% endmacro %}

{#- The tables whose inserts the views take, as far as they can be frozen: the server says so of views that fill nothing. -#}
{% macro clickhouse_sources_of(into, views) %}
  {%- set sink = into.derivative('__dbt_sink') -%}
  {%- set probe = into.derivative('__dbt_sink_mv', 'materialized_view') -%}
  {%- do adapter.drop_relation(probe) -%}
  {%- do adapter.drop_relation(sink) -%}
  {%- call statement('sink') -%}
    create table {{ sink }} {{ on_cluster_clause(sink) }} as {{ into }} engine = Null
  {%- endcall -%}
  {%- set sources, names = [], [] -%}
  {%- for view_sql in views.values() -%}
    {%- do clickhouse__create_mv(probe, sink, on_cluster_clause(probe), '', view_sql) -%}
    {%- set found = run_query(
          'select database, name from system.tables where has(arrayZip(dependencies_database, dependencies_table), ('
          ~ clickhouse_literal(probe.schema) ~ ', ' ~ clickhouse_literal(probe.identifier)
          ~ ")) and (engine like '%MergeTree' or engine in ('Memory', 'Log', 'TinyLog', 'StripeLog'))") -%}
    {%- for row in found.rows if row[0] ~ '.' ~ row[1] not in names -%}
      {%- do names.append(row[0] ~ '.' ~ row[1]) -%}
      {%- do sources.append(api.Relation.create(schema=row[0], identifier=row[1], type='table')) -%}
    {%- endfor -%}
    {%- do adapter.drop_relation(probe) -%}
  {%- endfor -%}
  {%- do adapter.drop_relation(sink) -%}
  {%- do return(sources) -%}
{% endmacro %}

{#- What the tables hold: another text after each insert. A merge leaves it as it is. -#}
{% macro clickhouse_blocks(sources) %}
  {%- set texts = [] -%}
  {%- for source in sources -%}
    {%- set place = 'database = ' ~ clickhouse_literal(source.schema) ~ ' and ' -%}
    {%- set found = run_query(
          'select toString(groupArray((partition_id, last))) from (select partition_id, max(max_block_number) as last from system.parts where active and '
          ~ place ~ 'table = ' ~ clickhouse_literal(source.identifier) ~ ' group by partition_id order by partition_id)'
          ~ ' union all select toString(total_rows) from system.tables where engine not like \'%MergeTree\' and ' ~ place ~ 'name = ' ~ clickhouse_literal(source.identifier)) -%}
    {%- for row in found.rows -%}{%- do texts.append(row[0]) -%}{%- endfor -%}
  {%- endfor -%}
  {%- do return(texts | sort | join(' ')) -%}
{% endmacro %}

{#- Whether nothing has come into the tables since they held that, and nothing is on its way. -#}
{% macro clickhouse_is_quiet(sources, before) %}
  {%- do return(not sources or (clickhouse_blocks(sources) == before and not clickhouse_inserts_into(sources))) -%}
{% endmacro %}

{% macro clickhouse_warn_of_twice(what, into, sources) %}
  {%- do exceptions.warn('Rows that came in while ' ~ what ~ ' may be in ' ~ into ~ ' twice: inserts into '
        ~ sources | map(attribute='identifier') | join(', ') ~ ' left no moment in between.') -%}
{% endmacro %}

{#- Waits for the inserts that have begun by now, half a minute at most. -#}
{% macro clickhouse_wait_for_inserts(sources) %}
  {%- set now = run_query('select toInt64(toUnixTimestamp64Micro(now64(6)))').rows[0][0] -%}
  {%- set waiting = namespace(on=true) -%}
  {%- for attempt in range(300) if waiting.on -%}
    {%- set waiting.on = clickhouse_inserts_into(sources, 'toUnixTimestamp64Micro(now64(6)) - elapsed * 1000000 <= ' ~ now) -%}
    {%- do run_query('select sleep(0.1)') if waiting.on -%}
  {%- endfor -%}
{% endmacro %}

{#- An insert that began before the views goes past them, and its rows may come after the cut. -#}
{% macro clickhouse_inserts_into(sources, condition='true') %}
  {%- for source in sources -%}
    {%- set found = run_query(
          "select count() from system.processes where query_kind = 'Insert' and " ~ condition ~ " and replaceRegexpAll(extract(query, '(?i)insert\\s+into\\s+(?:table\\s+)?([^\\s(]+)'), '[`\"]', '') in ("
          ~ clickhouse_literal(source.identifier) ~ ', ' ~ clickhouse_literal(source.schema ~ '.' ~ source.identifier) ~ ')') -%}
    {%- if found.rows[0][0] | int > 0 -%}
      {%- do return(true) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(false) -%}
{% endmacro %}

{% macro clickhouse_frozen(source, into) %}
  {%- set name = source.schema ~ '_' ~ source.identifier -%}
  {#- Both names together may be longer than that of a file can be, in which most characters are escaped. A mark takes the source's place. -#}
  {%- if (into.identifier ~ name) | urlencode | length > 130 -%}
    {%- set name = local_md5(source.schema ~ '.' ~ source.identifier)[:8] -%}
  {%- endif -%}
  {%- do return(into.incorporate(path={'identifier': into.identifier ~ '__dbt_frozen_' ~ name}, type='table')) -%}
{% endmacro %}

{#- On this server only, whatever the cluster: its copy is the one that is read, and of a replicated table each server would clone the
    same rows into one. -#}
{% macro clickhouse_freeze(source, into) %}
  {%- set frozen = clickhouse_frozen(source, into) -%}
  {%- do adapter.drop_relation(frozen) -%}
  {%- call statement('freeze') -%}
    {%- if run_query('select engine from system.tables where database = ' ~ clickhouse_literal(source.schema) ~ ' and name = ' ~ clickhouse_literal(source.identifier)).rows[0][0].endswith('MergeTree') -%}
      create table {{ frozen }} clone as {{ source }}
    {%- else -%}
      create table {{ frozen }} engine = MergeTree order by tuple() as select * from {{ source }}
    {%- endif -%}
  {%- endcall -%}
  {%- do adapter.cache_added(frozen) -%}
{% endmacro %}

{#- The query with the frozen tables in the place of those that it names. -#}
{% macro clickhouse_of_frozen(sql, sources, into) %}
  {%- set rewritten = namespace(sql=sql) -%}
  {%- for source in sources -%}
    {%- set rewritten.sql = rewritten.sql.replace(source.render(), clickhouse_frozen(source, into).render()) -%}
  {%- endfor -%}
  {%- do return(rewritten.sql) -%}
{% endmacro %}

{#- A table that the query names in another way than ref() and source() do was read as it was by then, with what came in meanwhile. -#}
{% macro clickhouse_warn_of_live(sources, into, views) %}
  {%- set frozen_views = {} -%}
  {%- for name, view_sql in views.items() -%}
    {%- do frozen_views.update({name: clickhouse_of_frozen(view_sql, sources, into)}) -%}
  {%- endfor -%}
  {%- set read = clickhouse_sources_of(into, frozen_views) | map('string') | list -%}
  {%- set live = [] -%}
  {%- for source in sources if source | string in read -%}
    {%- do live.append(source.identifier) -%}
  {%- endfor -%}
  {%- if live -%}
    {%- do exceptions.warn('Rows that came in while ' ~ into ~ ' got its first rows may be in it twice: inserts into ' ~ live | join(', ')
          ~ ' were read as they came. Name it with ref() or source() in the query, so that a copy can be read in its place.') -%}
  {%- endif -%}
{% endmacro %}

{#- What a run that was cut off has left: views beside the model's own, and frozen tables. -#}
{% macro clickhouse_drop_catch_up(target, views) %}
  {%- do clickhouse_drop_views_beside(target, views) -%}
  {%- for relation in adapter.list_relations(target.database, target.schema) -%}
    {%- for place in [target.identifier, target.identifier ~ '__dbt_tmp'] if relation.identifier.startswith((place ~ '__dbt_frozen_', place ~ '__dbt_sink')) -%}
      {%- do adapter.drop_relation(relation) -%}
    {%- endfor -%}
  {%- endfor -%}
{% endmacro %}

{% macro clickhouse_drop_views_beside(target, views) %}
  {%- for name in views -%}
    {%- do clickhouse__drop_mv(target.derivative('_' ~ name ~ '__dbt_tmp', 'materialized_view'), on_cluster_clause(target)) -%}
  {%- endfor -%}
{% endmacro %}
