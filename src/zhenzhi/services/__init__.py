"""Services (一枚公章管审批): licences and other applied-for matters, from application to verified paper."""
