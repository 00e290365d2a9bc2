import { describe, expect, it } from 'vitest'

import {
  placeOf,
  relativeFile,
  toolOf,
  withoutSecrets,
} from '../../../../src/domain/lineage/foreign/foreign-names.ts'

describe('the place of a dataset', () => {
  it.each([
    ['postgres://DB.example.com:5432', 'shop.public.orders', 'postgres://db.example.com:5432', 'table'],
    ['postgresql://db', 'shop.public.orders', 'postgres://db:5432', 'table'],
    [
      'postgresql://ada:pa:ss/w@rd@db:5433/shop?sslmode=off',
      'shop.public.orders',
      'postgres://db:5433',
      'table',
    ],
    ['jdbc:mysql://root:secret@db:3306/shop;password=x', 'shop.orders', 'mysql://db:3306', 'table'],
    ['mysql://token@db', 'shop.orders', 'mysql://db:3306', 'table'],
    ['snowflake://Org-Account', 'SHOP.PUBLIC.ORDERS', 'snowflake://org-account', 'table'],
    ['bigquery', 'project.dataset.table', 'bigquery', 'table'],
    ['sqlite:////data/shop.db', 'orders', 'sqlite:///data/shop.db', 'table'],
    ['sqlite://./shop.db', 'orders', 'sqlite://shop.db', 'table'],
    ['s3a://lake', 'raw/orders', 's3://lake', 'file'],
    ['file:///', '/data/orders.csv', 'file', 'file'],
    ['kafka://broker:9092', 'orders', 'kafka://broker:9092', 'stream'],
    ['https://api.example.com/v1?key=secret-of-ours', 'orders', 'https://api.example.com/v1', 'stream'],
  ])('%s, %s', (namespace, name, place, kind) => {
    expect(placeOf({ namespace, name })).toEqual({ namespace: place, name, kind })
  })

  it.each([
    ['duckdb://warehouse.duckdb', 'main.orders', 'warehouse.main.orders'],
    ['duckdb:///data/shop.v2.duckdb', 'orders', 'shop.main.orders'],
    ['duckdb:///data/shop.duckdb', 'other.main.orders', 'other.main.orders'],
    ['duckdb://md:shop?motherduck_token=secret-of-ours', 'main.orders', 'shop.main.orders'],
    ['duckdb://:memory:', 'main.orders', 'main.orders'],
    ['sqlite:///data/shop.db', 'orders', 'orders'],
  ])('of a table in %s, %s, has its database', (namespace, name, whole) => {
    expect(placeOf({ namespace, name }).name).toBe(whole)
  })

  it.each([
    ['duckdb://warehouse.duckdb', '/warehouse.duckdb'],
    ['sqlite://../data/shop.db', '/data/shop.db'],
    ['duckdb:///data/warehouse.duckdb', null],
    ['duckdb://md:shop', null],
    ['duckdb://:memory:', null],
    ['postgres://db:5432', null],
    ['file', null],
  ])('%s gives the end %s of its path', (namespace, end) => {
    expect(relativeFile({ namespace })).toBe(end)
  })

  it('has no secret in its names', () => {
    const { name } = placeOf({ namespace: 'x', name: 'https://ada:s3cret@files.example.com/a.csv' })
    expect(name).toBe('https://files.example.com/a.csv')
    expect(withoutSecrets('at postgres://ada:p@ss/word@db/x: refused')).toBe('at postgres://db/x: refused')
    expect(withoutSecrets('git+https://ghp_0123456789@github.com/x')).toBe('git+https://github.com/x')
  })
})

it('names the tool that sent an event', () => {
  expect(toolOf('DBT', 'https://example.com')).toBe('dbt')
  expect(toolOf(undefined, 'https://github.com/apache/airflow/tree/providers-openlineage/2.0')).toBe(
    'Airflow',
  )
  expect(toolOf('LOOKER', 'https://example.com')).toBe('LOOKER')
  expect(toolOf(undefined, 'https://lineage.example.com/x')).toBe('lineage.example.com')
  expect(toolOf(undefined, 'urn:x')).toBe('OpenLineage')
})
