{#- The table function s3(...) as the vars of one name, and the model's config of the same name, say. -#}
{% macro clickhouse_s3source(config_name='', bucket='', path='', fmt='', structure='', aws_access_key_id='', aws_secret_access_key='', role_arn='', compression='', external_id='') %}
  {%- if config_name and not config_name.lower().endswith('s3') -%}
    {%- do exceptions.raise_compiler_error("The name of an S3 configuration ends with 's3', and '" ~ config_name ~ "' does not") -%}
  {%- endif -%}
  {{ adapter.s3source_clause(
      config_name=config_name, s3_model_config=config.get(config_name) or {}, bucket=bucket, path=path, fmt=fmt, structure=structure,
      aws_access_key_id=aws_access_key_id, aws_secret_access_key=aws_secret_access_key, role_arn=role_arn, compression=compression, external_id=external_id) }}
{% endmacro %}

{% macro clickhouse__adapter_s3source_clause(config_name, s3_model_config, bucket, path, fmt, structure, aws_access_key_id, aws_secret_access_key, role_arn, compression='', external_id='') %}
  {%- set own = {} -%}
  {%- do own.update(var(config_name, none) or {} if config_name else {}) -%}
  {%- do own.update(s3_model_config or {}) -%}
  {%- for key, value in {'bucket': bucket, 'path': path, 'fmt': fmt, 'structure': structure, 'aws_access_key_id': aws_access_key_id,
        'aws_secret_access_key': aws_secret_access_key, 'role_arn': role_arn, 'compression': compression, 'external_id': external_id}.items() if value -%}
    {%- do own.update({key: value}) -%}
  {%- endfor -%}
  {%- if (own.get('aws_access_key_id') or '') | length > 0 and not own.get('aws_secret_access_key') -%}
    {%- do exceptions.raise_compiler_error('S3: there is an aws_access_key_id, but no aws_secret_access_key') -%}
  {%- elif own.get('aws_secret_access_key') and not own.get('aws_access_key_id') -%}
    {%- do exceptions.raise_compiler_error('S3: there is an aws_secret_access_key, but no aws_access_key_id') -%}
  {%- elif own.get('external_id') and not own.get('role_arn') -%}
    {%- do exceptions.raise_compiler_error('S3: there is an external_id, but no role_arn') -%}
  {%- endif -%}

  {%- set place = (own.get('bucket') or '').replace('https://', '') -%}
  {%- if own.get('path') -%}
    {%- set place = (place ~ ('' if not place or place.endswith('/') else '/') ~ own['path']).replace('//', '/') -%}
  {%- endif -%}
  {%- set parts = [clickhouse_literal('https://' ~ place)] -%}
  {%- if own.get('aws_access_key_id') -%}
    {%- do parts.extend([clickhouse_literal(own['aws_access_key_id']), clickhouse_literal(own['aws_secret_access_key'])]) -%}
  {%- endif -%}
  {%- do parts.append(clickhouse_literal(own.get('fmt') or '')) -%}
  {%- set columns = own.get('structure') or '' -%}
  {%- if columns is mapping -%}
    {%- set pairs = [] -%}
    {%- for name, type in columns.items() -%}{%- do pairs.append(name ~ ' ' ~ type) -%}{%- endfor -%}
    {%- set columns = pairs | join(',') -%}
  {%- elif columns is not string -%}
    {%- set columns = columns | join(',') -%}
  {%- endif -%}
  {%- if columns or own.get('compression') -%}
    {%- do parts.append(clickhouse_literal(columns)) -%}
  {%- endif -%}
  {%- if own.get('compression') -%}
    {%- do parts.append(clickhouse_literal(own['compression'])) -%}
  {%- endif -%}
  {%- if own.get('role_arn') -%}
    {%- set external = ', external_id=' ~ clickhouse_literal(own['external_id']) if own.get('external_id') else '' -%}
    {%- do parts.append('extra_credentials(role_arn=' ~ clickhouse_literal(own['role_arn']) ~ external ~ ')') -%}
  {%- endif -%}
  {%- do return('s3(' ~ parts | join(', ') ~ ')') -%}
{% endmacro %}
