select
    cast(id as integer) as customer_id,
    name,
    country as country_code
from {{ source('shop', 'customers') }}
