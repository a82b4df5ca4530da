"""Downloads in the forms that the World Bank and the OECD give out, a few rows each.

The figures of aid are those of data/raw/dac.csv; the others are made up.
"""

WORLD_BANK_PAGE = """\
"Data Source","World Development Indicators",

"Last Updated Date","2025-07-01",

"Country Name","Country Code","Indicator Name","Indicator Code","1984","1985","1986","1987","1988",
"China","CHN","Net bilateral aid, Japan (current US$)","DC.DAC.JPNL.CD","","387890015","496950012",\
"5.53119995E+08","673700012",
"Indonesia","IDN","Net bilateral aid, Japan (current US$)","DC.DAC.JPNL.CD","","161330002","",\
"707309998","984909973",
"Aruba","ABW","Net bilateral aid, Japan (current US$)","DC.DAC.JPNL.CD","","","","","",
"""

WORLD_BANK_BULK = """\
"Country Name","Country Code","Indicator Name","Indicator Code","1985","1986","1987",
"Japan","JPN","Population, total","SP.POP.TOTL","121000","121700","122200",
"Japan","JPN","Trade (% of GDP)","NE.TRD.GNFS.ZS","24.1","","17.2",
"China","CHN","Population, total","SP.POP.TOTL","1051000","1066800","1084000",
"""

DATABANK = """\
Country Name,Country Code,Series Name,Series Code,1985 [YR1985],1986 [YR1986],1987 [YR1987]
United States,USA,Trade (% of GDP),NE.TRD.GNFS.ZS,16.9,..,18.0
Japan,JPN,Trade (% of GDP),NE.TRD.GNFS.ZS,24.1,17.2,16.8


Data from database: World Development Indicators
Last Updated: 05/21/2018
"""

DATABANK_ROWS = """\
Country Name,Country Code,Series Name,Series Code,Time,Time Code,Value
Japan,JPN,Trade (% of GDP),NE.TRD.GNFS.ZS,1985,YR1985,24.1
Japan,JPN,Trade (% of GDP),NE.TRD.GNFS.ZS,1986,YR1986,..
Japan,JPN,Trade (% of GDP),NE.TRD.GNFS.ZS,1987,YR1987,16.8
"""

DATABANK_SERIES = """\
Time,Time Code,Country Name,Country Code,Trade (% of GDP) [NE.TRD.GNFS.ZS],"Population, total [SP.POP.TOTL]"
1985,YR1985,Japan,JPN,24.1,121000
1986,YR1986,Japan,JPN,17.2,..
"""  # noqa: E501

_HEAD = "OECD.SDD.STES:DSD_STES@DF_FINMARK(4.0),Financial market,I"
DATA_EXPLORER = "\n".join(
    [
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,"
        "FREQ,Frequency of observation,MEASURE,Measure,UNIT_MEASURE,Unit of measure,"
        "TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status,"
        "UNIT_MULT,Unit multiplier",
        *(
            f"DATAFLOW,{_HEAD},{area},{freq},IR3TIB,Short-term interest rates,PA,"
            f"Percent per annum,{time},,{value},,{status},0,Units"
            for area, freq, time, value, status in [
                ("JPN,Japan", "Q,Quarterly", "1997-Q2", "0.59", "E,Estimated value"),
                ("JPN,Japan", "Q,Quarterly", "1997-Q1", "0.56", "A,Normal value"),
                ("USA,United States", "Q,Quarterly", "1997-Q1", "", "M,Missing value"),
                ("USA,United States", "Q,Quarterly", "1997-Q2", "5.7", "A,Normal value"),
                ("USA,United States", "Q,Quarterly", "1997-Q3", "5.6", "A,Normal value"),
                ("USA,United States", "A,Annual", "1997", "5.6", "A,Normal value"),
            ]
        ),
        "",
    ]
)

SDMX_CODES = """\
DATAFLOW,REF_AREA,FREQ,MEASURE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT
OECD.DCD:DSD_DAC@DF_DAC(1.0),CHN,M,ODA,USD,1997-01,12.5,A,6
OECD.DCD:DSD_DAC@DF_DAC(1.0),CHN,M,ODA,USD,1997-03,NaN,M,6
OECD.DCD:DSD_DAC@DF_DAC(1.0),CHN,M,ODA,USD,1997-04,-0.5,A,6
"""

OECD_STAT = """\
"LOCATION","INDICATOR","SUBJECT","MEASURE","FREQUENCY","TIME","Value","Flag Codes"
"AUS","RENEWABLE","TOT","KTOE","A","1960",4436.932,
"AUS","RENEWABLE","TOT","KTOE","A","1961",4490.51,
"AUT","RENEWABLE","TOT","KTOE","A","1961",2400.5,E
"""
