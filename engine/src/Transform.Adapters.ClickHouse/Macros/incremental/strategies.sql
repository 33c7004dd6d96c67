{#- The strategies. New rows are kept in a table beside the target, which bears its name only once it is complete. What follows may be
    done twice with the same outcome, so a run that was cut off in the middle of it is brought to its end by the next one. -#}
{% macro clickhouse_new_data_relation(relation) %}
  {%- do return(relation.incorporate(path={'identifier': relation.identifier ~ '__dbt_new_data'}, type='table')) -%}
{% endmacro %}

{#- Makes the table of new rows; the statement is the node's. -#}
{% macro clickhouse_make_new_data(new_data) %}
  {%- set half = make_intermediate_relation(new_data) -%}
  {%- do drop_relation_if_exists(load_cached_relation(half)) -%}
  {%- call statement('main') -%}
    {{ get_create_table_as_sql(False, half, sql) }}
  {%- endcall -%}
  {%- do adapter.rename_relation(half, new_data) -%}
{% endmacro %}

{#- apply: a table of new rows that an earlier run left complete is worked in; else it goes. -#}
{% macro clickhouse_recover_new_data(target, apply) %}
  {%- set new_data = clickhouse_new_data_relation(target) -%}
  {%- do drop_relation_if_exists(load_cached_relation(make_intermediate_relation(new_data))) -%}
  {%- set left = load_cached_relation(new_data) -%}
  {%- if left is not none -%}
    {%- if apply and clickhouse_same_columns(left, target) -%}
      {%- set strategy = adapter.calculate_incremental_strategy(config.get('incremental_strategy')) -%}
      {%- set key = clickhouse_key(config.get('unique_key')) -%}
      {%- set predicates = config.get('predicates') or config.get('incremental_predicates') or [] -%}
      {%- if strategy == 'insert_overwrite' -%}
        {%- do clickhouse_replace_partitions(target, left) -%}
      {%- elif strategy == 'microbatch' and key is none -%}
        {%- set time = config.get('event_time') -%}
        {%- do clickhouse_replace_rows(target, left, none, [
              time ~ ' >= (select min(' ~ time ~ ') from ' ~ left ~ ')', time ~ ' <= (select max(' ~ time ~ ') from ' ~ left ~ ')']) -%}
      {%- elif strategy in ['delete_insert', 'microbatch'] and key is not none -%}
        {%- do clickhouse_replace_rows(target, left, key, predicates) -%}
      {%- endif -%}
    {%- endif -%}
    {%- do adapter.drop_relation(left) -%}
  {%- endif -%}
{% endmacro %}

{#- The columns of the first one that the second one has too, quoted. -#}
{% macro clickhouse_common_columns(one, other) %}
  {%- set others = adapter.get_columns_in_relation(other) | map(attribute='name') | list -%}
  {%- set common = [] -%}
  {%- for column in adapter.get_columns_in_relation(one) if column.name in others -%}
    {%- do common.append(column.quoted) -%}
  {%- endfor -%}
  {%- do return(common) -%}
{% endmacro %}

{% macro clickhouse_same_columns(one, other) %}
  {%- do return(adapter.get_columns_in_relation(one) | map(attribute='name') | list == adapter.get_columns_in_relation(other) | map(attribute='name') | list) -%}
{% endmacro %}

{#- Rows with the keys of the new ones go, as far as the predicates hold for them, then the new ones come. -#}
{% macro clickhouse_replace_rows(target, new_data, unique_key, predicates, deletes_from=none) %}
  {#- Replicas of a shared database might not have the new rows yet. -#}
  {%- set fresh = ' settings select_sequential_consistency = 1' if adapter.clickhouse_profile().database_engine == 'Shared' else '' -%}
  {%- call statement('delete_existing_data') -%}
    delete from {{ deletes_from or target }} {{ on_cluster_clause(target) if deletes_from }}
    where {{ '(' ~ unique_key ~ ') in (select ' ~ unique_key ~ ' from ' ~ new_data ~ fresh ~ ')' if unique_key else 'true' }}
    {%- for predicate in predicates or [] %}
      and {{ predicate }}
    {%- endfor %}
    {{ adapter.get_model_query_settings(model) }}
  {%- endcall -%}
  {%- set columns = clickhouse_common_columns(target, new_data) | join(', ') -%}
  {%- call statement('insert_new_data') -%}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ new_data }}
    {{ adapter.get_model_query_settings(model) }}
  {%- endcall -%}
{% endmacro %}

{% macro clickhouse__incremental_delete_insert(existing_relation, unique_key, incremental_predicates, is_distributed=False) %}
  {%- if is_distributed -%}
    {%- set new_data = clickhouse_distributed_new_data(existing_relation) -%}
    {%- do clickhouse_replace_rows(existing_relation, new_data.distributed, unique_key, incremental_predicates, clickhouse_local_relation(existing_relation)) -%}
    {%- do drop_relation_if_exists(new_data.distributed) -%}
    {%- do drop_relation_if_exists(new_data.local) -%}
  {%- else -%}
    {%- set new_data = clickhouse_new_data_relation(existing_relation) -%}
    {%- do clickhouse_make_new_data(new_data) -%}
    {%- do clickhouse_replace_rows(existing_relation, new_data, unique_key, incremental_predicates) -%}
    {%- do adapter.drop_relation(new_data) -%}
  {%- endif -%}
{% endmacro %}

{#- The partitions that the new rows are of, each replaced as a whole. -#}
{% macro clickhouse_replace_partitions(target, new_data, cluster=none) %}
  {%- set changed = run_query(
        'select distinct partition_id from ' ~ ('cluster(' ~ cluster ~ ', system.parts)' if cluster else 'system.parts')
        ~ ' where active and database = ' ~ clickhouse_literal(new_data.schema) ~ ' and table = ' ~ clickhouse_literal(new_data.identifier)
        ~ ' order by partition_id') -%}
  {%- set commands = [] -%}
  {%- for row in changed.rows -%}
    {%- do commands.append('replace partition id ' ~ clickhouse_literal(row['partition_id']) ~ ' from ' ~ new_data) -%}
  {%- endfor -%}
  {%- if commands -%}
    {%- call statement('replace_partitions') -%}
      alter table {{ target }} {{ on_cluster_clause(target) if cluster }} {{ commands | join(', ') }}
      {#- A shard that got no new rows of a partition loses its old ones. -#}
      {{ 'settings allow_replace_partition_from_empty_source = 1' if adapter.is_at_or_after_version('26.6') }}
    {%- endcall -%}
  {%- endif -%}
{% endmacro %}

{% macro clickhouse__incremental_insert_overwrite(existing_relation, partition_by, is_distributed=False) %}
  {%- if is_distributed -%}
    {%- set new_data = clickhouse_distributed_new_data(existing_relation) -%}
    {%- do clickhouse_replace_partitions(clickhouse_local_relation(existing_relation), new_data.local, adapter.get_clickhouse_cluster_name()) -%}
    {%- do drop_relation_if_exists(new_data.distributed) -%}
    {%- do drop_relation_if_exists(new_data.local) -%}
  {%- else -%}
    {%- set new_data = clickhouse_new_data_relation(existing_relation) -%}
    {%- do clickhouse_make_new_data(new_data) -%}
    {%- do clickhouse_replace_partitions(existing_relation, new_data) -%}
    {%- do adapter.drop_relation(new_data) -%}
  {%- endif -%}
{% endmacro %}

{#- The whole table anew, beside the old one: its rows whose keys do not come again, and the new ones. The caller puts it in its place. -#}
{% macro clickhouse__incremental_legacy(existing_relation, intermediate_relation, column_changes, unique_key, is_distributed=False) %}
  {%- if is_distributed and column_changes is not none and column_changes.has_schema_changes -%}
    {%- do exceptions.raise_compiler_error('The strategy legacy cannot change the columns of a distributed table') -%}
  {%- endif -%}
  {%- if is_distributed -%}
    {%- set both = clickhouse_distributed_new_data(existing_relation) -%}
    {%- set new_data = both.distributed -%}
    {%- set inserted = make_intermediate_relation(existing_relation) -%}
    {%- do create_distributed_local_table(inserted, intermediate_relation, existing_relation) -%}
  {%- else -%}
    {%- set new_data = clickhouse_new_data_relation(existing_relation) -%}
    {%- set inserted = intermediate_relation -%}
    {%- do clickhouse_make_new_data(new_data) -%}
    {%- call statement('create_intermediate') -%}
      create table {{ inserted }} {{ on_cluster_clause(existing_relation) }} as {{ new_data }}
    {%- endcall -%}
  {%- endif -%}
  {%- set kept_columns = clickhouse_common_columns(existing_relation, new_data) -%}
  {#- As in dbt, a column that nobody asked for is there and stays empty. -#}
  {%- set new_columns = adapter.get_columns_in_relation(new_data) | map(attribute='quoted') | list if column_changes is not none and column_changes.has_schema_changes else kept_columns -%}
  {%- call statement('insert_existing_data') -%}
    insert into {{ inserted }} ({{ kept_columns | join(', ') }})
    select {{ kept_columns | join(', ') }} from {{ existing_relation }}
    where ({{ unique_key }}) not in (select {{ unique_key }} from {{ new_data }})
    {{ adapter.get_model_query_settings(model) }}
  {%- endcall -%}
  {%- call statement('insert_new_data') -%}
    insert into {{ inserted }} ({{ new_columns | join(', ') }})
    select {{ new_columns | join(', ') }} from {{ new_data }}
    {{ adapter.get_model_query_settings(model) }}
  {%- endcall -%}
  {%- do adapter.drop_relation(new_data) -%}
  {%- if is_distributed -%}
    {%- do drop_relation_if_exists(both.local) -%}
    {%- do drop_relation_if_exists(inserted) -%}
  {%- endif -%}
{% endmacro %}
