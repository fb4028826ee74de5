s,service = \[ "https" \],service = [ "tcp/444" ],
