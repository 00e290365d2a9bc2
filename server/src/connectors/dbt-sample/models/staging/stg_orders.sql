select
    cast(id as integer) as order_id,
    cast(customer_id as integer) as customer_id,
    cast(amount as numeric(12, 2)) as amount,
    status,
    cast(ordered_at as timestamp) as ordered_at
from {{ source('shop', 'orders') }}
