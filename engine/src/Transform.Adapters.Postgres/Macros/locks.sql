{#- Dropping a relation takes what reads it along, and so locks each of these. Two sessions that drop what the same views read would
    wait for each other as soon as they begin with different views. So all that is to go is locked first, and a session that waits for
    one of these relations holds none of the others: what is not free at once is waited for alone, and then the rest is tried again.
    That holds against readers of several relations, too. -#}

{#- SQL that goes before the drop, in its transaction; empty where nothing reads the relation. -#}
{% macro postgres_lock_to_drop(relation) -%}
  {%- set name = dbt.escape_single_quotes(relation.include(database=false) | string) -%}
  {%- set is_there = execute and relation.schema and load_cached_relation(relation) is not none -%}
  {%- set dropped = run_query(postgres_dropped_with(name)) if is_there else none -%}
  {%- for row in dropped.rows if dropped is not none and row[3] -%}
    {%- do adapter.cache_dropped(api.Relation.create(database=relation.database, schema=row[1], identifier=row[2])) -%}
  {%- endfor -%}
  {%- if dropped is not none and dropped.rows | length > 1 -%}
do $transform$
declare
  found record;
  awaited oid;
  patience text := current_setting('lock_timeout');
begin
  for attempt in 1 .. 100 loop
    begin
      for found in
        select dropped.*, dropped.oid is not distinct from awaited as is_awaited
        from ({{ postgres_dropped_with(name) }}) as dropped
        where pg_catalog.pg_has_role(dropped.owner, 'usage')
        order by is_awaited desc, dropped.oid
      loop
        perform pg_catalog.set_config('lock_timeout', case when found.is_awaited then patience else '1ms' end, true);
        execute pg_catalog.format(
          case found.kind
            when 'v' then 'alter view %I.%I reset (security_barrier)'
            when 'm' then 'alter materialized view %I.%I reset (user_catalog_table)'
            else 'lock table only %I.%I in access exclusive mode'
          end, found.schema, found.name);
      end loop;
      perform pg_catalog.set_config('lock_timeout', patience, true);
      return;
    exception
      when lock_not_available then
        if found.is_awaited then
          raise;
        end if;
        awaited := found.oid;
      when undefined_table then
        awaited := null;
    end;
  end loop;
end $transform$;
{% endif -%}
{%- endmacro %}

{#- The relation and all that a drop of it locks: oid, schema, name, whether it is dropped, too, kind, owner. name: as a literal.
    Each step is lateral: the catalogs are entered by their indexes, and their size makes no difference. -#}
{% macro postgres_dropped_with(name) -%}
  with recursive gone(oid) as (
    select pg_catalog.to_regclass('{{ name }}')::oid
    union
    select readers.oid
    from gone
    cross join lateral (
      select rules.ev_class as oid
      from pg_catalog.pg_depend as links
      join pg_catalog.pg_rewrite as rules on rules.oid = links.objid
      where links.refclassid = 'pg_catalog.pg_class'::regclass and links.refobjid = gone.oid and links.classid = 'pg_catalog.pg_rewrite'::regclass
      union all
      select inhrelid from pg_catalog.pg_inherits where inhparent = gone.oid
    ) as readers
  ), locked as (
    select oid, true as is_dropped from gone
    union
    select keys.conrelid, false
    from gone
    cross join lateral (
      select constraints.conrelid
      from pg_catalog.pg_depend as links
      join pg_catalog.pg_constraint as constraints on constraints.oid = links.objid and constraints.contype = 'f'
      where links.refclassid = 'pg_catalog.pg_class'::regclass and links.refobjid = gone.oid and links.classid = 'pg_catalog.pg_constraint'::regclass
      offset 0
    ) as keys
    where keys.conrelid not in (select oid from gone where oid is not null)
  )
  select
    tables.oid, (select nspname from pg_catalog.pg_namespace where oid = tables.relnamespace) as schema, tables.relname as name,
    locked.is_dropped, tables.relkind as kind, tables.relowner as owner
  from locked
  cross join lateral (select * from pg_catalog.pg_class where pg_class.oid = locked.oid offset 0) as tables
{%- endmacro %}
