"""What `partners` does by itself: it tells partners over AMQP, and removes what nobody may read any more."""
