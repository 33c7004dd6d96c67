{#- A model whose rows lie in a file (config location, format, options), with a view that reads it. -#}
{% materialization external, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set location = render(config.get('location', default=external_location(this, config))) | trim -%}
  {%- set options = render_write_options(config) -%}
  {%- set write_options = duckdb_external_write_options(location, options) -%}
  {%- set formats = ['csv', 'parquet', 'json'] -%}
  {%- set format = config.get('format') or options['format'] | lower -%}
  {%- if config.get('format') and format not in formats -%}
    {%- do exceptions.raise_compiler_error("The format of an external model is csv, parquet or json, not '" ~ format ~ "'") -%}
  {%- endif -%}
  {%- set format = format if format in formats else 'parquet' -%}

  {#- Written aside, and put in place when it is whole: a rollback brings the old file back. -#}
  {%- set place = adapter.external_place(location, options) -%}

  {%- set rebuild = dbt.rebuild_relations(this.incorporate(type='view'), intermediate_suffix='__dbt_int') -%}
  {%- set temp_relation = make_intermediate_relation(this.incorporate(type='table'), suffix='__dbt_tmp') -%}
  {%- do dbt.drop_relations(rebuild.leftovers + [load_cached_relation(temp_relation)]) -%}

  {{ run_hooks(pre_hooks, inside_transaction=false) }}
  {{ run_hooks(pre_hooks, inside_transaction=true) }}

  {%- call statement('create_table', language=model['language']) -%}
    {{ duckdb_table_sql(false, temp_relation, compiled_code, model['language']) }}
  {%- endcall -%}

  {#- Some formats keep no columns without rows: a row of nulls stands for none, and the view leaves it out. -#}
  {%- set names = [] -%}
  {%- for column in adapter.get_columns_in_relation(temp_relation) -%}
    {%- do names.append(adapter.quote(column.name)) -%}
  {%- endfor -%}
  {%- set is_empty = run_query('select count(*) from ' ~ temp_relation).rows[0][0] == 0 -%}
  {%- if is_empty -%}
    {%- call statement('row_of_nulls') -%}
      insert into {{ temp_relation }} values ({{ (['null'] * (names | length)) | join(', ') }})
    {%- endcall -%}
  {%- endif -%}
  {{ write_to_file(temp_relation, place, write_options) }}
  {%- do adapter.external_replace(location, options) -%}

  {%- set reader = {'csv': 'read_csv', 'json': 'read_json', 'parquet': 'read_parquet'}[format] -%}
  {%- set read_options = duckdb_external_read_options(format, options) -%}
  {%- call statement('main', language='sql') -%}
    create or replace view {{ rebuild.intermediate }} as (
      select * from {{ reader }}('{{ dbt.escape_single_quotes(duckdb_external_read_location(location, options)) }}'
      {%- for key, value in read_options.items() %}, {{ key }}={{ "'" ~ value ~ "'" if value is string else value }}{% endfor %})
      {%- if is_empty %}
      where {{ names | join(' is not null and ') }} is not null
      {%- endif %}
    );
  {%- endcall -%}

  {%- do dbt.swap_relations(rebuild, old=rebuild.existing) -%}

  {{ run_hooks(post_hooks, inside_transaction=true) }}
  {%- do dbt.grant_and_document(rebuild.target, rebuild.existing) -%}
  {%- do adapter.commit() -%}
  {%- do dbt.drop_relations([none if rebuild.existing is none else rebuild.backup, temp_relation]) -%}
  {%- set plugin = 'glue|' ~ config.get('glue_database', 'default') if config.get('glue_register', default=false) else config.get('plugin') -%}
  {%- if plugin is not none -%}
    {%- do store_relation(plugin, rebuild.target, location, format, config) -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=false) }}
  {%- do return({'relations': [rebuild.target]}) -%}
{% endmaterialization %}

{#- Where a model's file lies that names no location: a file of the model's name, or a folder for one in partitions. -#}
{% macro external_location(relation, config) -%}
  {%- set is_folder = (config.get('options') or {}).get('partition_by') is not none -%}
  {{- adapter.external_root() }}/{{ relation.identifier }}{{ '' if is_folder else '.' ~ config.get('format', 'parquet') -}}
{%- endmacro %}

{% macro location_exists(location) %}
  {%- do return(adapter.location_exists(location)) -%}
{% endmacro %}

{% macro write_to_file(relation, location, options) -%}
  {%- call statement('write_to_file') -%}
    copy {{ relation }} to '{{ dbt.escape_single_quotes(location) }}' ({{ options }})
  {%- endcall -%}
{%- endmacro %}

{#- Tells a plugin of the file. -#}
{% macro store_relation(plugin, relation, location, format, config) -%}
  {%- do adapter.store_relation(plugin, relation, adapter.get_columns_in_relation(relation), location, format, config) -%}
{%- endmacro %}

{#- The options of COPY as the config has them, format and delimiter from their older places too. -#}
{% macro render_write_options(config) %}
  {%- set given = config.get('options', {}) -%}
  {%- if given is not mapping -%}
    {%- do exceptions.raise_compiler_error('options is a dict of what COPY takes, not ' ~ given) -%}
  {%- endif -%}
  {%- set options = {} -%}
  {%- for key, value in given.items() -%}
    {%- do options.update({key: render(value | string)}) -%}
  {%- endfor -%}
  {%- for key in ['format', 'delimiter'] if config.get(key) -%}
    {%- do options.update({key: render(config.get(key))}) -%}
  {%- endfor -%}
  {%- do return(options) -%}
{% endmacro %}

{#- They as SQL, once the format is known: it goes into options, from the location's ending where nothing else says it. -#}
{% macro duckdb_external_write_options(location, options) %}
  {%- if 'format' not in options -%}
    {%- set parts = location.split('/')[-1].split('.') -%}
    {%- set packed = {'gz': 'gzip', 'zst': 'zstd'}.get(parts[-1] | lower) if parts | length > 2 else none -%}
    {%- set ending = parts[-2] if packed else parts[-1] if parts | length > 1 else '' -%}
    {%- do options.update({'format': ending | lower if ending else 'csv' if 'delimiter' in options else 'parquet'}) -%}
    {%- if packed and 'compression' not in options -%}
      {%- do options.update({'compression': packed}) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if options['format'] == 'csv' and 'header' not in options -%}
    {%- do options.update({'header': 1}) -%}
  {%- endif -%}
  {%- if ',' in options.get('partition_by', '') and not options['partition_by'].startswith('(') -%}
    {%- do options.update({'partition_by': '(' ~ options['partition_by'] ~ ')'}) -%}
  {%- endif -%}
  {%- set written = [] -%}
  {%- for key, value in options.items() -%}
    {%- set is_text = key | lower in ['delimiter', 'quote', 'escape', 'null'] and not (value | string).startswith("'") -%}
    {%- do written.append(key ~ " '" ~ value ~ "'" if is_text else key ~ ' ' ~ value) -%}
  {%- endfor -%}
  {%- do return(written | join(', ')) -%}
{% endmacro %}

{#- What the file's reader is told. It finds out for itself that a file is packed only by a usual ending. -#}
{% macro duckdb_external_read_options(format, options) %}
  {%- if format == 'parquet' -%}
    {%- do return(config.get('parquet_read_options', {'union_by_name': false})) -%}
  {%- endif -%}
  {%- set wanted = {} -%}
  {%- do wanted.update(config.get(format ~ '_read_options', {'auto_detect': true})) -%}
  {%- if options.get('compression') and 'compression' not in wanted -%}
    {%- do wanted.update({'compression': options['compression']}) -%}
  {%- endif -%}
  {%- do return(wanted) -%}
{% endmacro %}

{#- The files to read: all of a folder's, where there are several. -#}
{% macro duckdb_external_read_location(location, options) %}
  {%- set partitions = options.get('partition_by') -%}
  {%- if not partitions and not options.get('per_thread_output') -%}
    {%- do return(location) -%}
  {%- endif -%}
  {%- set depth = (partitions | string).split(',') | length + 1 if partitions else 1 -%}
  {%- do return(location ~ '/*' * depth ~ '.' ~ options.get('format', 'parquet')) -%}
{% endmacro %}

{#- For on-run-start: views of the files of external models that the run reads and does not build, since a database in memory has lost them. -#}
{% macro register_upstream_external_models() -%}
  {%- if execute -%}
    {%- set seen = [] -%}
    {%- for id in selected_resources if id in graph.nodes -%}
      {%- for parent in graph.nodes[id].depends_on.nodes if parent not in seen and parent not in selected_resources -%}
        {%- do seen.append(parent) -%}
        {%- set node = graph.nodes.get(parent) -%}
        {%- if node and node.resource_type in ['model', 'seed'] and node.config.materialized == 'external' -%}
          {%- set relation = api.Relation.create(database=node['database'], schema=node['schema'], identifier=node['alias']) -%}
          {%- set options = render_write_options(node.config) -%}
          {%- set location = node.config.get('location') or external_location(relation, node.config) -%}
          {%- do adapter.create_schema(relation.without_identifier()) -%}
          {%- call statement('main') -%}
            create or replace view {{ relation }} as (
              select * from '{{ dbt.escape_single_quotes(duckdb_external_read_location(location, options)) }}'
            );
          {%- endcall -%}
        {%- endif -%}
      {%- endfor -%}
    {%- endfor -%}
    {%- do adapter.commit() -%}
  {%- endif -%}
{%- endmacro %}
