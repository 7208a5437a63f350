"""Organisation (机构): places, bodies, posts, people, appointments, credentials, and the accounts they sign in with."""
