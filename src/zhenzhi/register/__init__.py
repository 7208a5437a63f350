"""Register (登记簿): the four lists, instruments, grants and rules; and the one answer to "may they?"."""
