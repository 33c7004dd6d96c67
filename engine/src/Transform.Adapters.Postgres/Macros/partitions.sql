{#- Tables in partitions. The config partition_by is a mapping with
      type: range, list or hash,
      columns: a column or an expression, or a list of them,
      and one of
      granularity: hour, day, month, quarter or year: a range for each of them that has rows, made when the rows come,
      partitions: a list of {name, from, to}, {name, values} or {name, default: true},
      modulus: the number of partitions of a hash;
    a list without any of them has a partition for each value. A partition_by without a type is meant for other warehouses. -#}

{#- What the config says; none where the model has no partitions here. -#}
{% macro postgres_partition_config() %}
  {%- set wanted = config.get('partition_by') -%}
  {%- if wanted is not mapping or not wanted.get('type') -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set columns = wanted.get('columns') or wanted.get('column') or [] -%}
  {%- if wanted.type not in ['range', 'list', 'hash'] or not columns -%}
    {%- do exceptions.raise_compiler_error('partition_by needs a type (range, list or hash) and columns, not ' ~ wanted) -%}
  {%- endif -%}
  {%- if not (wanted.get('partitions') or wanted.type == 'list' or wanted.get('modulus' if wanted.type == 'hash' else 'granularity')) -%}
    {%- do exceptions.raise_compiler_error('partition_by of the type ' ~ wanted.type ~ ' needs '
          ~ ('modulus' if wanted.type == 'hash' else 'partitions or granularity')) -%}
  {%- endif -%}
  {%- do return(dict(wanted, columns=[columns] if columns is string else columns | list)) -%}
{% endmacro %}

{#- The rows first, in a table of the session: they say which partitions are needed. -#}
{% macro postgres_create_partitioned_table_as(partitioning, relation, sql, has_contract) -%}
  {%- set rows = adapter.quote(adapter.fit_name(relation.identifier, '__dbt_rows')) -%}
  {{ config.get('sql_header') or '' }}
  create temporary table {{ rows }} as (
    {{ get_select_subquery(sql) if has_contract else sql }}
  );
  create table {{ relation }} {{ get_table_columns_and_constraints() if has_contract else '(like ' ~ rows ~ ')' }}
  partition by {{ partitioning.type }} ({{ partitioning.columns | join(', ') }});
  {{ postgres_create_partitions(partitioning, relation, rows) }}
  insert into {{ relation }} {{ '(' ~ adapter.dispatch('get_column_names', 'dbt')() ~ ')' if has_contract }} select * from {{ rows }};
  drop table {{ rows }};
{%- endmacro %}

{#- SQL that makes the partitions which rows need and the table has not. Empty for models without partitions. -#}
{% macro postgres_partitions_for(relation, rows) -%}
  {%- set partitioning = postgres_partition_config() -%}
  {%- if partitioning is not none and not (partitioning.get('partitions') or partitioning.get('modulus')) -%}
    {{ postgres_create_partitions(partitioning, relation, rows) }}
  {% endif -%}
{%- endmacro %}

{% macro postgres_create_partitions(partitioning, relation, rows) -%}
  {%- set kind = 'unlogged table' if config.get('unlogged', false) else 'table' -%}
  {%- set key = partitioning.columns[0] -%}
  {%- if partitioning.get('modulus') -%}
    {%- for number in range(partitioning.modulus) -%}
      {{ postgres_create_partition(kind, relation, number, 'for values with (modulus ' ~ partitioning.modulus ~ ', remainder ' ~ number ~ ')') }}
    {%- endfor -%}
  {%- elif partitioning.get('partitions') -%}
    {%- for part in partitioning.partitions -%}
      {{ postgres_create_partition(kind, relation, part.name, 'default' if part.get('default')
          else 'for values in (' ~ postgres_bound(part.get('values')) ~ ')' if partitioning.type == 'list'
          else 'for values from (' ~ postgres_bound(part.get('from')) ~ ') to (' ~ postgres_bound(part.get('to')) ~ ')') }}
    {%- endfor -%}
  {%- else -%}
    {%- set step = partitioning.get('granularity') -%}
    {%- set steps = {'hour': 'YYYY_MM_DD_HH24', 'day': 'YYYY_MM_DD', 'month': 'YYYY_MM', 'quarter': 'YYYY_"q"Q', 'year': 'YYYY'} -%}
    {%- if step and step not in steps -%}
      {%- do exceptions.raise_compiler_error('granularity of partition_by is one of ' ~ steps.keys() | join(', ') ~ ", not '" ~ step ~ "'") -%}
    {%- endif -%}
  do $transform$
  declare
    part record;
    parent constant text := {{ "'" ~ dbt.escape_single_quotes(relation.include(database=false) | string) ~ "'" }};
    parent_name constant text := '{{ dbt.escape_single_quotes(relation.identifier) }}';
    own_schema constant text := '{{ dbt.escape_single_quotes(relation.schema) }}';
    part_name text;
  begin
    for part in
      {%- if step %}
      select distinct pg_catalog.date_trunc('{{ step }}', {{ key }}) as low from {{ rows }}
      {%- else %}
      select distinct {{ key }} as low from {{ rows }}
      {%- endif %}
      order by 1
    loop
      part_name := case when part.low is null then '_null' else {{ "pg_catalog.to_char(part.low, '_" ~ steps[step] ~ "')" if step else "'_' || part.low::text" }} end;
      execute pg_catalog.format(
        'create {{ kind }} if not exists %I.%I partition of %s ',
        own_schema,
        case when pg_catalog.octet_length(parent_name || part_name) <= 63 then parent_name || part_name
          else pg_catalog.left(parent_name, 20) || '_' || pg_catalog.md5(parent_name || part_name) end,
        parent)
        {%- if step %}
        || case when part.low is null then 'default' else pg_catalog.format('for values from (%L) to (%L)', part.low,
          part.low + interval '{{ '3 months' if step == 'quarter' else '1 ' ~ step }}') end;
        {%- else %}
        || pg_catalog.format('for values in (%L)', part.low);
        {%- endif %}
    end loop;
  end $transform$;
  {%- endif -%}
{%- endmacro %}

{% macro postgres_create_partition(kind, relation, name, bounds) -%}
  {%- set part = relation.incorporate(path={'identifier': adapter.fit_name(relation.identifier, '_' ~ name)}) -%}
  create {{ kind }} if not exists {{ part }} partition of {{ relation }} {{ bounds }};
{% endmacro %}

{#- A value or a list of them, as literals. -#}
{% macro postgres_bound(values) -%}
  {%- for value in ([values] if values is string or values is not iterable else values) -%}
    {%- if value is none -%}null
    {%- elif value is string and value | lower in ['minvalue', 'maxvalue'] -%}{{ value }}
    {%- elif value is number -%}{{ value }}
    {%- else -%}'{{ dbt.escape_single_quotes(value | string) }}'
    {%- endif -%}
    {{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- Partitions are called after their table, and so have to follow when it is renamed. Empty for models without partitions. -#}
{% macro postgres_rename_partitions(old_name, relation) -%}
  {%- if postgres_partition_config() is not none -%}
  do $transform$
  declare
    part record;
    old_name constant text := '{{ dbt.escape_single_quotes(old_name) }}_';
    new_name constant text := '{{ dbt.escape_single_quotes(relation.identifier) }}_';
  begin
    for part in
      select namespaces.nspname, tables.relname
      from pg_catalog.pg_inherits as links
      join pg_catalog.pg_class as tables on tables.oid = links.inhrelid
      join pg_catalog.pg_namespace as namespaces on namespaces.oid = tables.relnamespace
      where links.inhparent = '{{ dbt.escape_single_quotes(relation.include(database=false) | string) }}'::regclass
        and pg_catalog.starts_with(tables.relname, old_name)
        and pg_catalog.octet_length(new_name || pg_catalog.substr(tables.relname, pg_catalog.length(old_name) + 1)) <= 63
    loop
      execute pg_catalog.format('alter table %I.%I rename to %I', part.nspname, part.relname,
        new_name || pg_catalog.substr(part.relname, pg_catalog.length(old_name) + 1));
    end loop;
  end $transform$;
  {%- endif -%}
{%- endmacro %}
