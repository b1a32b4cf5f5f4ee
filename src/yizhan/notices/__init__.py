"""What a site says to people and whether it reached them; what people say of the site."""
