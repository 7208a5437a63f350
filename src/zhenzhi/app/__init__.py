"""Application (总装): settings, addresses, command line, wiring of ports, profiles."""
