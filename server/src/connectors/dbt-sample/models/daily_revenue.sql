select
    cast(orders.ordered_at as date) as day,
    countries.name as country,
    count(*) as orders,
    sum(orders.amount) as revenue
from {{ ref('stg_orders') }} as orders
join {{ ref('stg_customers') }} as customers on customers.customer_id = orders.customer_id
join {{ ref('countries') }} as countries on countries.code = customers.country_code
where orders.status <> 'cancelled'
group by 1, 2
